"""The arguments of every command, as design says them."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import cache

from assistant.accounts.types import Scope
from assistant.audit.types import Action
from assistant.cli.backup_options import add_backup_commands
from assistant.cli.draft_options import add_draft_commands
from assistant.cli.filter_options import add_filter_options, day
from assistant.cli.kinds import SEES, add_reader
from assistant.cli.licence_options import add_licence_commands
from assistant.cli.office_options import add_office_commands
from assistant.cli.pool_options import add_pool_options
from assistant.drafting.types import DraftKind
from knowledge.types import Audience, Kind, Language, LicenceType, Role


class Parser(argparse.ArgumentParser):
    """Prints usage errors on standard error and leaves with 2, in full sentences."""

    def error(self, message: str) -> None:  # type: ignore[override]
        self.exit(2, f"patentbridge: {message}\nTry `{self.prog} --help`.\n")


def _port(text: str) -> int:
    if not text.isdigit() or not 0 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port; give a number from 0 to 65535")
    return int(text)


def _count(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 1000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a count; give a number from 1 to 1000")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0.0 <= seconds <= 3600.0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds from 0 to 3600")
    return seconds


@cache
def build_parser() -> Parser:
    """Return the parser of the whole command line, made once: it takes longer than most commands that come through the door."""
    parser = Parser(
        prog="patentbridge",
        description="Cited answers about patents to license and the policies that govern it.",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)
    _serving(commands)
    _reading(commands)
    _asking(commands)
    _matching(commands)
    add_office_commands(lambda name, text: _add(commands, name, text))
    _drafting(commands)
    add_draft_commands(commands, Parser)
    _calculating(commands)
    _housekeeping(commands)
    add_backup_commands(lambda name, text: _add(commands, name, text))
    _users(commands)
    _needs(commands)
    add_pool_options(commands, _add)
    add_licence_commands(commands, Parser)
    _evaluating(commands)
    return parser


def _add(commands: argparse._SubParsersAction[Parser], name: str, text: str, *, json: bool = True) -> Parser:
    command = commands.add_parser(name, help=text, description=text)
    if json:
        command.add_argument("--json", action="store_true", help="print one JSON object on standard output")
    return command


def _serving(commands: argparse._SubParsersAction[Parser]) -> None:
    serve = _add(commands, "serve", "start the web app", json=False)
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    serve.add_argument(
        "--port", type=_port, default=7860, help="port to listen on (default: 7860; 0 picks a free one)"
    )
    serve.add_argument(
        "--no-samples", action="store_true", help="do not load the sample library into an empty one"
    )
    _add(commands, "prepare", "make the built-in embedding model ready (done by `make install`)", json=False)


def _reading(commands: argparse._SubParsersAction[Parser]) -> None:
    ingest = _add(commands, "ingest", "read files, folders and archives into the library")
    ingest.add_argument("paths", nargs="*", metavar="PATH")
    ingest.add_argument(
        "--audience",
        type=Audience,
        choices=list(Audience),
        default=Audience.PUBLIC,
        help="who may see the documents (default: public)",
    )
    ingest.add_argument("--strict", action="store_true", help="leave with 1 when a file was set aside")
    ingest.add_argument(
        "--retry", nargs="?", const="", metavar="RUN", help="try again what was set aside (in that run)"
    )
    ingest.add_argument(
        "--watch",
        action="store_true",
        help="go on: take in what comes and changes in the folders (Ctrl-C ends it)",
    )
    ingest.add_argument(
        "--mirror",
        action="store_true",
        help="with --watch: documents of a file that is deleted stop answering",
    )
    ingest.add_argument(
        "--settle",
        type=_seconds,
        default=2.0,
        metavar="S",
        help="with --watch: a file counts when it stayed the same for S seconds (default: 2)",
    )
    ingest.add_argument(
        "--columns", metavar="MAP.toml", help="what the columns of the tables hold (see columns)"
    )
    columns = _add(commands, "columns", "show what the columns of a table are taken for")
    columns.add_argument("file", metavar="FILE")
    columns.add_argument("--columns", metavar="MAP.toml", help="preview with this column map")
    columns.add_argument("--write", metavar="MAP.toml", help="write an editable column map")
    columns.add_argument("--force", action="store_true", help="with --write: replace a file that exists")


def _asking(commands: argparse._SubParsersAction[Parser]) -> None:
    ask = _add(commands, "ask", "answer a question, with citations")
    ask.add_argument("question")
    _question_options(ask)
    ask.add_argument(
        "--pack", metavar="FILE", help="write what the answer rests on to this file (see recheck)"
    )
    add_filter_options(ask)
    recheck = _add(commands, "recheck", "say whether an answer that was exported is still true")
    recheck.add_argument("file", metavar="FILE")
    add_reader(recheck, SEES)
    recheck.add_argument("--as-of", type=day, metavar="DATE", help="check as of this day (default: today)")
    support = _add(commands, "support", "find the measures that may be open to an enterprise")
    support.add_argument(
        "profile", help="a YAML or JSON file, or a text: place, size, patents, what is wanted"
    )
    support.add_argument("--as-of", type=day, metavar="DATE", help="judge as of this day (default: today)")
    support.add_argument(
        "--lang", type=Language, choices=list(Language), help="language of the answer (default: of the text)"
    )
    add_reader(support, SEES)
    chat = _add(commands, "chat", "talk to the library in the terminal", json=False)
    _question_options(chat)
    search = _add(commands, "search", "find passages")
    search.add_argument("query")
    search.add_argument("-k", type=_count, default=10, help="how many hits (default: 10)")
    search.add_argument("--kind", type=Kind, choices=list(Kind), help="only this kind of document")
    add_reader(search, SEES)
    add_filter_options(search)
    show = _add(commands, "show", "show a record: fields, status with its rule, offers, versions")
    show.add_argument(
        "document", help="publication, application or case number, policy id, document number or document id"
    )
    add_reader(show, SEES)
    show.add_argument("--as-of", type=day, metavar="DATE", help="status as of this day (default: today)")


def _matching(commands: argparse._SubParsersAction[Parser]) -> None:
    match = _add(commands, "match", "rank the patents that fit an enterprise's need")
    match.add_argument("need", help="a file (YAML, JSON, text, docx, pdf, html), or a text")
    match.add_argument("-k", type=_count, default=10, help="how many technologies (default: 10)")
    match.add_argument("--as-of", type=day, metavar="DATE", help="status as of this day (default: today)")
    match.add_argument(
        "--lang", type=Language, choices=list(Language), help="language of the answer (default: of the need)"
    )
    add_reader(match, SEES)


def _drafting(commands: argparse._SubParsersAction[Parser]) -> None:
    draft = _add(commands, "draft", "write a match summary or a letter, for a person to check")
    draft.add_argument("what", choices=list(DraftKind), type=DraftKind, help="summary or letter")
    draft.add_argument("--need", required=True, help="a file (YAML, JSON, text, docx, pdf, html), or a text")
    draft.add_argument("--patent", required=True, metavar="NUMBER", help="publication or application number")
    draft.add_argument(
        "--lang", type=Language, choices=list(Language), required=True, help="language of the draft"
    )
    draft.add_argument("--out", required=True, metavar="FILE", help="a .docx or .md file")
    draft.add_argument("--force", action="store_true", help="replace a file that exists")
    draft.add_argument(
        "--no-model", action="store_true", help="in the words of the form, also where a model is set up"
    )
    draft.add_argument("--as-of", type=day, metavar="DATE", help="status as of this day (default: today)")
    add_reader(draft, "who writes it, for the audit")


def _calculating(commands: argparse._SubParsersAction[Parser]) -> None:
    calculate = _add(commands, "calculate", "work out what a licence costs over years, or compare offers")
    calculate.add_argument("patents", nargs="*", metavar="PATENT", help="take the terms of these offers")
    calculate.add_argument(
        "--sales", metavar="AMOUNT", help="net sales of the first year: 500万元, USD 1.5 million"
    )
    calculate.add_argument(
        "--sales-by-year", metavar="A;B;C", help="net sales year by year, separated by semicolons"
    )
    calculate.add_argument("--growth", metavar="PERCENT", help="growth of sales per year (default: 0)")
    calculate.add_argument(
        "--units", type=int, metavar="N", help="units in the first year, for a fee per unit"
    )
    calculate.add_argument("--years", type=_count, metavar="N", help="how many years (default: 5)")
    calculate.add_argument("--upfront", metavar="AMOUNT", help="entry fee, once")
    calculate.add_argument("--rate", metavar="PERCENT", help="running royalty on net sales")
    calculate.add_argument("--minimum", metavar="AMOUNT", help="minimum royalty per year")
    calculate.add_argument("--annual-fee", metavar="AMOUNT", help="fixed licence fee per year")
    calculate.add_argument(
        "--deferred", metavar="AMOUNT", help="pay after use: fee due once --trigger is reached"
    )
    calculate.add_argument("--trigger", metavar="AMOUNT", help="pay after use: sales in all that make it due")
    calculate.add_argument("--discount", metavar="PERCENT", help="discount rate per year (default: none)")
    calculate.add_argument("--currency", default="CNY", help="of amounts that name none (default: CNY)")
    calculate.add_argument(
        "--relief-of", metavar="AMOUNT", help="instead: what an open licence takes off this patent annual fee"
    )
    calculate.add_argument(
        "--jurisdiction", default="CN", metavar="CODE", help="with --relief-of: CN, GB, DE (default: CN)"
    )
    calculate.add_argument(
        "--as-of", type=day, metavar="DATE", help="offers and rules as of this day (default: today)"
    )
    calculate.add_argument(
        "--lang", type=Language, choices=list(Language), help="language of the answer (default: yours)"
    )
    add_reader(calculate, SEES)


def _question_options(command: Parser) -> None:
    add_reader(command, SEES)
    command.add_argument("--as-of", type=day, metavar="DATE", help="answer as of this day (default: today)")
    command.add_argument("--kind", type=Kind, choices=list(Kind), help="only from this kind of document")
    command.add_argument(
        "--no-filters", action="store_true", help="take no condition from the words of the question"
    )


def _housekeeping(commands: argparse._SubParsersAction[Parser]) -> None:
    library = _add(commands, "library", "list, remove or export what the library holds; list runs of ingest")
    library.add_argument("action", nargs="?", choices=["list", "remove", "export", "runs"], default="list")
    library.add_argument("documents", nargs="*", metavar="DOCUMENT|RUN")
    library.add_argument(
        "--set-aside", action="store_true", help="with list: the files that could not be read, and why"
    )
    library.add_argument("--samples", action="store_true", help="with remove: the sample library")
    library.add_argument(
        "--file", action="append", default=[], metavar="FILE", help="with remove: what this file gave"
    )
    library.add_argument(
        "--run",
        action="append",
        default=[],
        metavar="RUN",
        help="with remove: what this run of ingest brought",
    )
    library.add_argument(
        "--purge", action="store_true", help="with remove: delete the words too; old citations open nothing"
    )
    library.add_argument("--out", metavar="FILE", help="with export: a .jsonl file")
    add_reader(library, SEES)
    audit = _add(commands, "audit", "who did what: list, export or verify the audit")
    audit.add_argument("action", nargs="?", choices=["list", "export", "verify"], default="list")
    audit.add_argument("--since", type=day, metavar="DATE", help="from this day on")
    audit.add_argument("--until", type=day, metavar="DATE", help="up to this day")
    audit.add_argument("--actor", metavar="ID", help="only what this account, visitor or cli:ROLE did")
    audit.add_argument(
        "--action", dest="did", type=Action, choices=list(Action), metavar="ACTION", help="only this"
    )
    audit.add_argument("-n", dest="count", type=_count, default=50, help="with list: how many (default: 50)")
    audit.add_argument("--before", type=int, metavar="NUMBER", help="with list: lines before this one")
    audit.add_argument("--out", metavar="FILE", help="with export: a .csv or .jsonl file")
    audit.add_argument(
        "--noted", metavar="DIGEST", help="with verify: a digest that an earlier verify or export gave"
    )
    _add(commands, "doctor", "compare the catalogue with both indexes and name what differs")
    _add(commands, "reindex", "build both indexes anew from the catalogue")


def _needs(commands: argparse._SubParsersAction[Parser]) -> None:
    text = "what enterprises look for: officers see it once it is submitted"
    needs = commands.add_parser("needs", help=text, description=text)
    kinds = needs.add_subparsers(dest="action", metavar="ACTION", parser_class=Parser, required=True)
    listed = _add(kinds, "list", "list your needs; as an officer, those that are submitted too")
    add = _add(kinds, "add", "write a need down; it is a draft until it is submitted")
    add.add_argument("text", metavar="TEXT")
    for name in ("--enterprise", "--industry", "--region"):
        add.add_argument(name, default="", metavar="TEXT")
    add.add_argument("--budget", metavar="AMOUNT", help="50万元, USD 30,000, or words")
    add.add_argument("--share-budget", action="store_true", help="let officers see the budget")
    add.add_argument("--deadline", type=day, metavar="DATE")
    add.add_argument("--licence-type", type=LicenceType, choices=list(LicenceType))
    one = [
        _add(kinds, "show", "show a need"),
        _add(kinds, "submit", "let officers see a need"),
        _add(kinds, "withdraw", "hide a need from officers again"),
        _add(kinds, "delete", "delete a need for good"),
    ]
    for command in one:
        command.add_argument("need", metavar="NEED")
    for command in (listed, add, *one):
        add_reader(command, SEES)


def _users(commands: argparse._SubParsersAction[Parser]) -> None:
    users = commands.add_parser(
        "users", help="accounts: who may sign in, as what", description="Accounts: who may sign in, as what."
    )
    kinds = users.add_subparsers(dest="action", metavar="ACTION", parser_class=Parser, required=True)
    _add(kinds, "list", "list the accounts")
    add = _add(kinds, "add", "make an account; a password for the first sign-in is printed")
    roles = _add(kinds, "roles", "set the roles of an account")
    password = _add(kinds, "password", "set a new password; sign its browsers out, revoke its tokens")
    off = _add(kinds, "off", "let an account sign in no longer")
    on = _add(kinds, "on", "let an account sign in again")
    tokens = _add(kinds, "tokens", "list the access tokens of an account")
    token = _add(kinds, "token", "make an access token; it is printed once")
    revoke = _add(kinds, "revoke", "revoke an access token")
    export = _add(kinds, "export", "write everything that is held about an account to a ZIP file")
    forget = _add(kinds, "forget", "delete an account and all it owns for good; the audit keeps its id")
    export.add_argument("--out", required=True, metavar="FILE.zip")
    for one in (add, roles, password, off, on, tokens, token, revoke, export, forget):
        one.add_argument("name", metavar="NAME")
    for one in (add, roles):
        one.add_argument(
            "--role",
            type=Role,
            choices=list(Role),
            action="append",
            required=True,
            help="sme, officer (sees internal information), policy or admin; may be given more than once",
        )
    for one in (add, password):
        one.add_argument(
            "--password-stdin", action="store_true", help="read the password from standard input"
        )
    token.add_argument("--label", required=True, metavar="TEXT", help="what the token is for")
    token.add_argument(
        "--scope",
        type=Scope,
        choices=list(Scope),
        action="append",
        required=True,
        help="what it may be used for",
    )
    token.add_argument("--days", type=_count, metavar="N", help="until it expires (default: never)")
    revoke.add_argument("token_id", metavar="TOKEN_ID", help="as `users tokens` lists it")


def _evaluating(commands: argparse._SubParsersAction[Parser]) -> None:
    evaluate = commands.add_parser(
        "evaluate", help="measure answers or retrieval", description="Measure answers or retrieval."
    )
    kinds = evaluate.add_subparsers(dest="what", metavar="WHAT", parser_class=Parser, required=True)
    answers = _add(kinds, "answers", "run questions with mechanical checks")
    answers.add_argument("file", metavar="FILE.jsonl")
    retrieval = _add(kinds, "retrieval", "rank BEIR-like folders beside baselines")
    retrieval.add_argument("folders", nargs="+", metavar="FOLDER")
    retrieval.add_argument(
        "--system",
        nargs="+",
        metavar="NAME",
        help="patentbridge, bm25, bm25-bigram, dense, dense-bridged, rrf (default: all)",
    )
    retrieval.add_argument(
        "--cache", metavar="FOLDER", help="keep vectors of passages here, so that the next run is quick"
    )
    retrieval.add_argument(
        "--mixed",
        action="store_true",
        help="ask again with all sets in one library (default system then: patentbridge)",
    )
    retrieval.add_argument(
        "--dump", metavar="FOLDER", help="write what each query found, greatest loss of nDCG@10 first"
    )
    retrieval.add_argument(
        "--before",
        metavar="FOLDER",
        help="with --dump: compare with this earlier dump, not with the best other",
    )


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Parse arguments; usage errors leave with 2."""
    parser = build_parser()
    parsed = parser.parse_args(arguments)
    if parsed.command is None:
        parser.print_help()
        parser.exit(2)
    return parsed
