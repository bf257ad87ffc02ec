"""Ask a library of real texts and report latency; write some answers with their citations out.

    python -m benchmarks.ask_real --home FOLDER [--rounds N] [--transcript FILE.md] [--json]

FOLDER is what `benchmarks.load_library` filled: the laws and the English patents. No model is used. Prints the
milliseconds per answer at p50 and p95 over all questions, after one round to warm up.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from datetime import date
from pathlib import Path

from assistant.cli.render import render_answer
from assistant.services import Services
from assistant.settings import Settings
from assistant.types import Answer, Question, Turn
from assistant.wiring import open_services
from knowledge.types import Reader, Role

AS_OF = date(2026, 11, 24)
QUESTIONS = (
    "专利开放许可声明应当写明哪些内容?",
    "专利年费没有按时缴纳,滞纳金怎么算?",
    "两个单位共有一件专利,其中一个能单独许可给别人吗?",
    "实用新型专利权的期限是多少年?",
    "职务发明的奖金最低是多少?",
    "高校转让科技成果,怎么定价才合规?",
    "科技成果转化的净收入要拿出多少奖励完成人?",
    "财政资金支持的项目,专利长期不实施国家可以怎么办?",
    "专利权质押以后还能再许可给别人吗?",
    "独占实施许可和排他实施许可有什么区别?",
    "技术进出口合同需要登记吗?",
    "2015年以后,专利代理师考试报名要什么条件?",
    "个体工商户转让商标需要办什么手续?",
    "Is there a patent on a spray nozzle for coating?",
    "Looking for a portable computer battery casing",
    "Which patents describe cleaning of diffusion elements with gas?",
    "Any technology for water purification by reverse osmosis?",
    "有没有关于太阳能电池的专利?",
    "有没有锂离子电池隔膜的技术?",
    "我们想引进一种金属焊接机器人技术",
    "What does Chinese law say about the term of a design patent?",
    "Who owns EP0049154B2 and is it in force?",
    "What is the licence fee of EP0049154B2?",
    "哪位导演拍了去年票房最高的电影?",
    "What is the best recipe for apple pie?",
)
SHOWN = (0, 1, 6, 17, 21)


def main() -> int:
    """Ask every question and print the figures."""
    parser = argparse.ArgumentParser(description="Ask a library of real texts.")
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--transcript", type=Path)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    services = open_services(
        Settings(home=arguments.home), doing="ask_real", note=lambda line: print(line, file=sys.stderr)
    )
    try:
        answers = [ask(services, text)[0] for text in QUESTIONS]
        took = [ask(services, text)[1] for _ in range(arguments.rounds) for text in QUESTIONS]
    finally:
        services.close()
    took.sort()
    found = {
        "questions": len(QUESTIONS),
        "answered": sum(not answer.refused for answer in answers),
        "refused": sum(answer.refused for answer in answers),
        "with_citations": sum(bool(answer.citations) for answer in answers),
        "ms_p50": round(statistics.median(took), 1),
        "ms_p95": round(took[int(len(took) * 0.95) - 1], 1),
    }
    print(json.dumps(found, indent=None if arguments.json else 1))
    if arguments.transcript:
        arguments.transcript.write_text(
            transcript([(QUESTIONS[i], answers[i]) for i in SHOWN]), encoding="utf-8"
        )
    return 0


def ask(services: Services, text: str, history: tuple[Turn, ...] = ()) -> tuple[Answer, float]:
    """Return the answer and the milliseconds it took."""
    start = time.perf_counter()
    question = Question(
        text=text, reader=Reader(user="benchmark", role=Role.SME), as_of=AS_OF, history=history
    )
    answer = next(piece for piece in services.ask(question) if isinstance(piece, Answer))
    return answer, (time.perf_counter() - start) * 1000


def transcript(shown: list[tuple[str, Answer]]) -> str:
    """Write questions and answers as Markdown."""
    lines = [
        "# Questions to real texts",
        "",
        "3,420 Chinese laws and 2,244 English patents in one library, no model. Made by",
        "`python -m benchmarks.ask_real --home FOLDER --transcript docs/transcript.md`.",
    ]
    for text, answer in shown:
        lines += ["", f"## {text}", "", "```text", render_answer(answer), "```"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
