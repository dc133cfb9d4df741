"""What each language needs, and how its programs are built and started. A new language is one entry here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sandbox.interface import Limits, Program

LONGEST_NAME = 100
"""Of a Java class that names a file, in bytes: file systems refuse longer ones. The compiler then says so."""
WORK = "/tmp"  # noqa: S108 - the run's own file system inside the jail, fresh for each
SHELL = "/bin/sh"


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """``tools`` must all be found in the jail. ``build`` makes ``artifact`` from ``source`` in the work
    directory; without it the source itself is what runs. ``image``: the artifact is an executable of its own.
    Words in braces (``{main}``, ``{heap_mb}``) are filled in. ``extra_processes`` are its runtime's threads.
    """

    name: str
    aliases: Sequence[str] = ()
    tools: Sequence[str]
    packages: str
    source: str
    build: str = ""
    artifact: str = ""
    image: bool = False
    run: Sequence[str] = ()
    extra_processes: int = 0
    bounded_data: bool = True
    build_limits: Limits = field(default_factory=lambda: Limits(cpu_s=30, memory_mb=2048, disk_mb=512))


PYTHON = "python"

LANGUAGES: Mapping[str, Language] = {
    language.name: language
    for language in (
        Language(
            name=PYTHON,
            aliases=("python3", "py"),
            tools=("python3",),
            packages="python3",
            source="main.py",
        ),
        Language(
            name="c",
            tools=("gcc",),
            packages="gcc libc6-dev",
            source="main.c",
            build="gcc -O2 -std=gnu17 -w -o main main.c -lm",
            artifact="main",
            image=True,
            run=("main",),
        ),
        Language(
            name="cpp",
            aliases=("c++", "cc", "cxx", "g++"),
            tools=("g++",),
            packages="g++",
            source="main.cpp",
            build="g++ -O2 -std=gnu++20 -w -pipe -o main main.cpp",
            artifact="main",
            image=True,
            run=("main",),
        ),
        Language(
            name="java",
            tools=("java", "javac", "jar"),
            packages="default-jdk-headless",
            source="{main}.java",
            build="mkdir out && javac -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC -encoding UTF-8 -nowarn"
            " -d out {main}.java && jar --create --no-compress --file main.jar -C out .",
            artifact="main.jar",
            run=(
                "/usr/bin/java",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-XX:-UsePerfData",
                "-Xmx{heap_mb}m",
                "-Xss64m",
                "-cp",
                "main.jar",
                "{main}",
            ),
            extra_processes=64,
            bounded_data=False,
        ),
        Language(
            name="javascript",
            aliases=("js", "node", "nodejs"),
            tools=("node",),
            packages="nodejs",
            source="main.js",
            run=("/usr/bin/node", "--max-old-space-size={heap_mb}", "--stack-size=60000", "main.js"),
            extra_processes=32,
            bounded_data=False,
        ),
        Language(
            name="go",
            aliases=("golang",),
            tools=("go",),
            packages="golang-go",
            source="main.go",
            build="go build -ldflags='-s -w' -o main main.go",
            artifact="main",
            image=True,
            run=("main",),
            extra_processes=32,
            bounded_data=False,
            build_limits=Limits(cpu_s=60, memory_mb=2048, disk_mb=1024, processes=256),
        ),
        Language(
            name="rust",
            aliases=("rs",),
            tools=("rustc",),
            packages="rustc",
            source="main.rs",
            build="rustc -O -C strip=symbols --edition 2021 -A warnings -o main main.rs",
            artifact="main",
            image=True,
            run=("main",),
            build_limits=Limits(cpu_s=60, memory_mb=2048, disk_mb=512, processes=128),
        ),
        Language(
            name="bash",
            aliases=("sh", "shell"),
            tools=("bash",),
            packages="bash",
            source="main.sh",
            run=("/bin/bash", "main.sh"),
        ),
    )
}
_NAMES = {name: language for language in LANGUAGES.values() for name in (language.name, *language.aliases)}


def language_named(name: str) -> Language | None:
    """By its name or an alias, whatever the case."""
    return _NAMES.get(name.lower())


def main_name(language: Language, source: str) -> str:
    """What ``{main}`` stands for: in Java the public class, or the first one with a main method."""
    return _java_main(source) if language.name == "java" else "main"


_COMMENT_OR_TEXT = re.compile(  # linear: one that has no end ends with the source, or its line
    r"//[^\n]*"
    r"|/\*[^*]*(?:\*(?!/)[^*]*)*(?:\*/)?"
    r'|"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*(?:""")?'
    r'|"[^"\\\n]*(?:\\.[^"\\\n]*)*"?'
    r"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'?",
    re.DOTALL,
)
_CLASS = re.compile(
    r"\b(public\s+)?(?:(?:final|abstract|strictfp)\s+){0,3}(?:class|record|enum|interface)\s+(\w+)"
)
_JAVA_MAIN = re.compile(r"\bvoid\s+main\s*\(")


def _java_main(source: str) -> str:
    code = _COMMENT_OR_TEXT.sub(" ", source[:1_000_000])
    found = list(_CLASS.finditer(code))
    found = [one for one in found if len(one[2].encode("utf-8", "replace")) <= LONGEST_NAME]
    for one in found:
        if one[1]:
            return one[2]
    method = _JAVA_MAIN.search(code)
    before = [one for one in found if method is None or one.start() < method.start()]
    return before[-1][2] if before else "Main"


def source_name(language: Language, source: str) -> str:
    return language.source.format(main=main_name(language, source))


def build_command(language: Language, source: str) -> str:
    return language.build.format(main=main_name(language, source))


def run_command(language: Language, program: Program, memory_mb: int) -> list[str]:
    """The memory limit is of the whole process; a heap is what a virtual machine's own parts leave of it."""
    words = {
        "main": main_name(language, program.source),
        "heap_mb": max(memory_mb - 64, memory_mb // 2),
    }
    return [word.format(**words) for word in language.run]
