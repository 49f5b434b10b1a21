import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startApi, type TestApi } from "../../test/support/api.ts";
import { givenMail, mailFrom } from "../../test/support/mail/given-mail.ts";
import { type MailServer, startMailServer } from "../../test/support/mail/mail-server.ts";
import { sendMails } from "../jobs/send-mails.ts";
import type { MailBody } from "./mail.ts";
import { renderHtml, renderText, toMailLine } from "./render.ts";

const tagsOf = (html: string) =>
  [...html.matchAll(/<(\/?[a-z!][a-z0-9]*)/gi)].map(([, tag = ""]) => tag.toLowerCase());

const hostile = `"><script>alert(1)</script><img src=x onerror=alert(1)>' & \u202eevil\u0000\u0007`;

const body = (text: string): MailBody => [
  { type: "paragraph", text },
  { type: "quote", text: `${text}\r\n.\r\nsecond\u2028line` },
  { type: "link", label: text, url: "https://slacky.example.com/go/x?a=1&b=2" },
  { type: "note", text, link: { label: text, url: "https://slacky.example.com/" } },
];

const tags = [
  ...["!doctype", "html", "head", "meta", "meta", "/head", "body", "div", "p", "/p"],
  ...["blockquote", "/blockquote", "p", "a", "/a", "/p", "p", "a", "/a", "/p"],
  ...["/div", "/body", "/html"],
];

describe("the HTML of a mail", () => {
  it("has the same tags for a hostile text as for a harmless one, all of eight kinds", () => {
    assert.deepEqual(tagsOf(renderHtml(body("Fix the login"))), tags);
    assert.deepEqual(tagsOf(renderHtml(body(hostile))), tags);
    assert.equal(new Set(tags.filter((tag) => /^[a-z]/.test(tag))).size, 8);
  });

  it("shows a hostile text as it was typed, without control characters", () => {
    const html = renderHtml([{ type: "paragraph", text: hostile }]);

    assert.ok(
      html.includes(
        "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&#39; &amp; evil</p>",
      ),
      html,
    );
  });

  it("loads nothing: no images, styles, fonts or scripts from anywhere", () => {
    const html = renderHtml(body("Fix the login"));

    assert.deepEqual(
      [...html.matchAll(/\b(?:src|href|url)\b\s*[=(]\s*"?([^" )]*)/g)].map(([, url]) => url),
      ["https://slacky.example.com/go/x?a=1&amp;b=2", "https://slacky.example.com/"],
    );
  });
});

describe("the text of a mail", () => {
  it("quotes every line, wherever a program might break it", () => {
    assert.equal(
      renderText([{ type: "quote", text: "a\r\nb\u2028c\n\n\tdef\u001b[31m" }]),
      "> a\n> b\n> c\n>\n> \tdef[31m\n",
    );
  });

  it("keeps a paragraph on one line", () => {
    assert.equal(toMailLine("a\r\nb\u2029c\u200b d\ud800"), "a b c d\ufffd");
  });
});

describe("a mail with a hostile subject, text and header", () => {
  let api: TestApi;
  let server: MailServer;
  before(async () => {
    server = await startMailServer();
    api = await startApi({ smtpUrl: server.url, mailFrom });
  });
  after(async () => {
    await api.close();
    await server.close();
  });

  it("has exactly the headers of a harmless one, and one recipient", async () => {
    const injection = "x\r\nBcc: eve@example.com\r\n\r\n<script>\u2028Cc: eve@example.com";
    await givenMail(api, {
      subject: injection,
      body: body(injection),
      headers: { "List-Id": injection },
      reference: "0199f0a0-0000-7000-8000-000000000000",
    });

    await sendMails.run(api.instance, new AbortController().signal);

    const [mail] = server.received;
    const head = (mail?.raw ?? "").split("\r\n\r\n")[0] ?? "";
    const names = head.split(/\r\n(?![ \t])/).map((line) => line.slice(0, line.indexOf(":")));
    assert.deepEqual(names.toSorted(), [
      "Auto-Submitted",
      "Content-Type",
      "Date",
      "From",
      "In-Reply-To",
      "List-ID",
      "MIME-Version",
      "Message-ID",
      "References",
      "Subject",
      "To",
      "X-Auto-Response-Suppress",
    ]);
    assert.equal(mail?.to, "ada@example.com");
    assert.equal(mail?.parsed.subject, "x Bcc: eve@example.com <script> Cc: eve@example.com");
    assert.deepEqual(mail?.parsed.attachments, []);
    assert.equal(mail?.parsed.cc, undefined);
  });
});
