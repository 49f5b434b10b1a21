import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  anchoredTop,
  CARD_GAP,
  type CardContent,
  cardAt,
  cardHeight,
  cardOffsets,
  cardsInView,
} from "./card-layout.ts";

const sizes = { width: 265, scale: 1, widthOf: (title: string) => title.length * 7 };
const card = (title: string, labels: string[] = []): CardContent => ({ title, labels });
const short = card("Short");
const long = card("A title that does not fit into one line of a card");

describe("the layout of a column", () => {
  it("gives a second line and a row of labels their place", () => {
    const heights = [short, long, card("Short", ["bug"])].map((each) => cardHeight(each, sizes));

    assert.deepEqual(heights, [69, 88, 95]);
  });

  it("grows with the reader's font size", () => {
    assert.equal(cardHeight(short, { ...sizes, scale: 2, width: 530 }), 138);
  });

  it("puts each card below the one before it, wherever the column is scrolled to", () => {
    const offsets = cardOffsets([short, long, short], sizes);

    assert.deepEqual([...offsets], [0, 69 + CARD_GAP, 157 + 2 * CARD_GAP, 226 + 3 * CARD_GAP]);
    assert.deepEqual([...cardOffsets([], sizes)], [0]);
  });

  it("finds for every height the card that is there", () => {
    const cards = fc.array(fc.constantFrom(short, long, card("Short", ["bug"])), { minLength: 1 });
    fc.assert(
      fc.property(cards, fc.double({ min: 0, max: 0.999, noNaN: true }), (each, part) => {
        const offsets = cardOffsets(each, sizes);
        const height = part * (offsets.at(-1) as number);
        const index = cardAt(offsets, height);

        assert.ok((offsets[index] as number) <= height);
        assert.ok((offsets[index + 1] as number) > height);
      }),
    );
  });

  it("draws what is in view and a little more, however many cards there are", () => {
    const offsets = cardOffsets(Array(10_000).fill(short), sizes);
    const view = { height: 900, around: 400 };

    const { first, end } = cardsInView(offsets, { ...view, top: 400_000 });

    assert.ok((offsets[first] as number) <= 399_600);
    assert.ok((offsets[end] as number) >= 401_300);
    assert.ok(end - first < 30);
    assert.deepEqual(cardsInView(cardOffsets([], sizes), { ...view, top: 0 }), {
      first: 0,
      end: 0,
    });
    assert.equal(cardsInView(offsets, { ...view, top: 9e9 }).end, 10_000);
  });

  it("keeps the first visible card where it is when others come and go above it", () => {
    const ids = ["a", "b", "c", "d"];
    const before = {
      ids,
      offsets: cardOffsets(
        ids.map(() => short),
        sizes,
      ),
    };
    const layout = (after: string[]) => ({
      ids: after,
      offsets: cardOffsets(
        after.map(() => short),
        sizes,
      ),
    });
    const step = 69 + CARD_GAP;
    const top = step + 10;

    assert.equal(anchoredTop(before, layout(["new", ...ids]), top), top + step);
    assert.equal(anchoredTop(before, layout(["b", "c", "d"]), top), top - step);
    assert.equal(anchoredTop(before, layout(["a", "c", "d"]), top), top - step);
    assert.equal(anchoredTop(before, layout([...ids, "new"]), top), top);
    assert.equal(anchoredTop(before, layout([]), top), top);
  });
});
