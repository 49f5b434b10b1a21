/** A word or a name that this project no longer uses, and what it says instead. */
export interface Term {
  word: string;
  pattern: RegExp;
  instead: string;
  /** The files that the rule concerns; every text file unless said. */
  files?: RegExp;
  /** Lines that are right all the same. */
  except?: RegExp;
}

/** Names that were retired: no file has them in its code, its comments or its prose. */
export const names: readonly Term[] = [
  {
    word: "flight",
    pattern: /(?<!in[- ])\bflights?\b|[a-z]Flights?\b|\bflight[A-Z]|\bFlight/,
    instead: "batch (statements sent with one Sync)",
  },
  {
    word: "hold…, Held…",
    pattern: /\b(hold|held)[A-Z]\w*|\bHeld[A-Z]\w*|[a-z]Held\b|\bheld_at\b/,
    instead: "lock…, Locked…, locked_at",
  },
  {
    word: "judge…",
    pattern: /\bjudge[A-Z]\w*|[a-z]Judg\w+|\bJudg(ed|ing)[A-Z]\w*|\bJudgement\b(?! of\b)/,
    instead: "authorize… (may they?), check… or validate… (is it acceptable?)",
    files: /\.tsx?$/,
  },
  {
    word: "admit…",
    pattern: /\badmit(Read|Write|sByPass)\w*|\bAdmission\b/,
    instead: "authorizeRead, authorizeWrite, Authorization",
  },
  {
    word: "Scope",
    pattern: /\bScope\b|\b(ScopedInput|JudgedScope|scopeOf)\b/,
    instead: "WorkspaceContext, `context` (OAuth owns the word scope)",
    // The app shows the scopes of API tokens.
    files: /^(?!test\/statements\/|web\/).*\.ts$/,
  },
  {
    word: "Bearer, Caller",
    pattern:
      /\b(Session|Token|Verified)(Caller|Bearer)\b|\bCallerInput\b|\b(require|authorize|findToken|limit)Callers?\b|\bbearerOf\b|\bpayer\b/,
    instead: "Principal, SessionPrincipal, TokenPrincipal, budget_key",
  },
  {
    word: "standing",
    pattern: /\bStanding\b|\breadStanding\b|\bwhyNot\b|\bisOver\b/,
    instead: "MembershipStatus, denialReason, credentialExpired, isClosed",
    // In the browser, a pointer is over a thing.
    files: /^(?!web\/).*\.tsx?$/,
  },
  {
    word: "must…()",
    pattern: /\bmust[A-Z]\w*\(/,
    instead: "require…, check…; in tests assert…",
    files: /\.tsx?$/,
  },
  {
    word: "…faultOf…",
    pattern: /\bfaults?(Of|Against|At)[A-Z]?\w*\(/,
    instead: "validate…, check…, …Error",
    files: /\.tsx?$/,
  },
  {
    word: "…AtOnce",
    pattern: /\b\w+AtOnce\b|\batOnce\b|\bat-once\b/,
    instead: "a word for what is done: inOneStatement, exitNow",
  },
  {
    word: "withSession",
    pattern: /\bwithSession\b|\bdb\/session\.ts\b/,
    instead: "withDedicatedConnection (a session is a sign-in)",
  },
  {
    word: "tx.write, Written",
    pattern: /\btx\.write\(|\bWritten</,
    instead: "tx.defer, Deferred",
  },
  {
    word: "step (of a workflow)",
    pattern:
      /\b(Workflow|Judged)Step\b|\bStepWanted\b|\b(judge|take)Step\b|\b(allowed|readAllowed|insert)Steps\b|\bsteps(From|To)\b|\bstepPermissions\b/,
    instead: "transition",
  },
  {
    word: "patience",
    pattern: /patience/i,
    instead: "timeout",
    // A decision says which words were replaced.
    files: /^(?!docs\/decisions\/)/,
  },
  {
    word: "tell, told, taken (of a stream)",
    pattern:
      /\b(tellPage|ToldPage|tellEnd|untold|isUntaken|onTaken|onGone|untakenSince|lookAfter|goOn)\b|\b([fF]ollowedFeeds?|[fF]eedWatch|createFeedWatch|createFollowedFeeds)\b/,
    instead:
      "toSseMessages, SsePage, pending, isBackpressured, onDrain, onClose, FanOut, FeedStreams",
  },
  {
    word: "pass (of a stream)",
    pattern:
      /\b(issue|redeem|take|insert|comesBy|admitsBy|purge)Pass(es)?\b|\bPass(Key|Expiry)\b|\bdeleteOldPasses\b|\brefuseNeedlessPass\b|\b\w+OrPass\b/,
    instead: "stream token",
  },
  {
    word: "kept answer",
    pattern: /\b(find|insert)?KeptAnswer\b|\bwriteOnce\b|\b[kK]eyedRequest\b|\bis_had\b/,
    instead: "StoredResponse, runIdempotent, IdempotentRequest, acquired",
  },
  {
    word: "surroundings",
    pattern: /surroundings/i,
    instead: "environment",
  },
  {
    word: "W, T (paths)",
    pattern: /\$\{[WTP]\}|\bworld\.W\b/,
    instead: "workspacePath, ticketPath, projectPath",
    files: /\.tsx?$/,
  },
  {
    word: "Answer (a response)",
    pattern: /\b(AnswerOf|NoAnswer|problemAnswers?|exampleAnswers)\b/,
    instead: "ResponseOf, NoResponse, problemResponses",
    files: /\.tsx?$/,
  },
  {
    word: "names that said nothing",
    pattern:
      /\b(keptFrom|keepIfFound|noteWhetherDirect|discardRest|prepareToDrain|structuralFaults|putHeaders|numberEvents|releaseClaim|releaseTicketsOf|keyDrawn|unnumbered)\b/,
    instead:
      "retentionCutoff, withSavepoint, detectPooler, discardUnreadBody, findUnstorableValues, assignSequences, unclaimTicket",
  },
];

/**
 * Phrases that a reader of English stumbles over. A folder that still has some of them is in `toClean` below, with
 * those that it has.
 */
export const phrases: readonly Term[] = [
  {
    word: "of which",
    pattern: /\bof which\b/i,
    instead: "a second sentence",
  },
  {
    word: "for who",
    pattern: /\bfor who\b/i,
    instead: "for those who, for a caller that",
  },
  {
    word: "whoever",
    pattern: /\bwho(so)?ever\b/i,
    instead: "anyone who, the client that",
  },
  {
    word: "is had",
    pattern: /\b(is|are|was|were|be|not) had\b(?! to)/i,
    instead: "exists, is available, was taken",
  },
  {
    word: "but for",
    pattern: /\bbut for\b/i,
    instead: "except",
  },
  {
    word: "behind",
    pattern: /\bbehind\b/i,
    instead: "after",
    except:
      /\bbehind (a|an|one|the|its|their|every|some|another|same|that|this|your|our|such a) ?(same |shared |reverse |trusted )?(prox|pooler|router|firewall|address|NAT|load balancer|gateway)|behind (PgBouncer|TLS|NAT|nginx|Caddy)|ahead of|"behind"|\bbehind = /i,
  },
  {
    word: "comes to",
    pattern: /\b(comes?|came) to (?!an end|life|mind)/i,
    instead: "results in, becomes, is",
  },
  {
    word: "tell",
    pattern: /\b(tells?|told|telling)\b/i,
    instead: "send, report, say, distinguish (tell apart)",
  },
  {
    word: "strange",
    pattern: /\bstrangers?\b|\bstrange\b/i,
    instead: "foreign, from another workspace; somebody who is not a member",
  },
  {
    word: "as with",
    pattern: /\bas with\b/i,
    instead: "like, as for",
  },
  {
    word: "comes of",
    pattern: /\b(come|comes|came) of\b/i,
    instead: "the result, the outcome",
  },
  {
    word: "in turns",
    pattern: /\bin turns\b/i,
    instead: "alternately, in pairs",
  },
  {
    word: "is no",
    pattern:
      /\b(is|are|was|were) no (?!longer\b|more\b|such\b|other\b|one\b|need\b|way\b|longer)(\w+)/i,
    instead: "is not a …",
    except: /\bthere (is|are|was|were) no\b|\bis no longer\b/i,
  },
  {
    word: "judge",
    pattern: /\bjudg\w*|\badmi(t|ts|tted|ssion)\b/i,
    instead: "check, validate, authorize, decide",
  },
];
