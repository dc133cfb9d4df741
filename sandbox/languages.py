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
    Words in braces (``{file}``, ``{main}``, ``{heap_mb}``) are filled in. ``extra_processes`` are of its
    runtime.
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
            build="gcc -O2 -std=gnu17 -DONLINE_JUDGE -w -o main main.c -lm",
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
            build="g++ -O2 -std=gnu++20 -DONLINE_JUDGE -w -pipe -o main main.cpp",
            artifact="main",
            image=True,
            run=("main",),
        ),
        Language(
            name="java",
            tools=("java", "javac", "jar"),
            packages="default-jdk-headless",
            source="{file}.java",
            build="mkdir out && javac -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC -encoding UTF-8 -nowarn"
            " -d out {file}.java && jar --create --no-compress --file main.jar -C out .",
            artifact="main.jar",
            run=(
                "/usr/bin/java",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-XX:-UsePerfData",
                "-Xmx{heap_mb}m",
                "-Xss64m",
                "-DONLINE_JUDGE=true",
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
            run=(
                "/usr/bin/node",
                "--max-old-space-size={heap_mb}",
                "--stack-size=60000",
                "--require",
                "/cascade/guest/blocking.js",
                "main.js",
            ),
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


_COMMENT_OR_TEXT = re.compile(  # linear: one that has no end ends with the source, or its line
    r"//[^\n]*"
    r"|/\*[^*]*(?:\*(?!/)[^*]*)*(?:\*/)?"
    r'|"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*(?:""")?'
    r'|"[^"\\\n]*(?:\\.[^"\\\n]*)*"?'
    r"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'?",
    re.DOTALL,
)
_JAVA = re.compile(
    r"[{}]"
    r"|\b(?P<public>public\s+)?(?:(?:final|abstract|strictfp)\s+){0,3}"
    r"(?:class|record|enum|interface)\s+(?P<name>\w+)"
    r"|\bvoid\s+(?P<main>main)\s*\("
)
_PACKAGE = re.compile(r"\s*package\s+([\w.]+)\s*;")


def _java_names(source: str) -> tuple[str, str]:
    """Of the file, which the public class decides, and of the class that has the main method."""
    code = _COMMENT_OR_TEXT.sub(" ", source[:1_000_000])
    depth, classes, public, main = 0, ["Main"], "", ""
    for found in _JAVA.finditer(code):
        name = found["name"]
        if name is None and found["main"] is None:
            depth += 1 if found[0] == "{" else -1
        elif name is None:
            main = main or classes[-1]
        elif depth == 0 and len(name.encode("utf-8", "replace")) <= LONGEST_NAME:
            classes.append(name)
            public = public or (name if found["public"] else "")
    main = main or public or classes[-1]
    package = _PACKAGE.match(code)
    return public or main, f"{package[1]}.{main}" if package else main


def _words(language: Language, source: str) -> dict[str, str]:
    file, main = _java_names(source) if language.name == "java" else ("main", "main")
    return {"file": file, "main": main}


def source_name(language: Language, source: str) -> str:
    return language.source.format(**_words(language, source))


def build_command(language: Language, source: str) -> str:
    return language.build.format(**_words(language, source))


def run_command(language: Language, program: Program, memory_mb: int) -> list[str]:
    """The memory limit is of the whole process; a heap is what a virtual machine's own parts leave of it."""
    words = _words(language, program.source) | {"heap_mb": str(max(memory_mb - 64, memory_mb // 2))}
    return [word.format(**words) for word in language.run]
