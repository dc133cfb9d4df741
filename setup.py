"""Builds the sandbox's native launcher next to its sources. Everything else stands in pyproject.toml.

Without a C compiler the installation goes on: only the sandbox needs it, and ``doctor`` says so.
"""

import subprocess
import sys
from pathlib import Path

from setuptools import Command, Distribution, setup
from setuptools.command.build import build

SOURCES = Path("sandbox/launcher")
OUTPUTS = ("launcher", "zygote.so")


class BuildLauncher(Command):
    """``launcher/Makefile`` has the compiler's options; this puts what it makes into the build."""

    description = "build the sandbox's launcher"
    user_options = ()

    def initialize_options(self):
        self.editable_mode = False
        self.build_lib = None

    def finalize_options(self):
        self.set_undefined_options("build_py", ("build_lib", "build_lib"))

    def run(self):
        made = subprocess.run(["make", "--silent", "-C", str(SOURCES)], check=False)
        if made.returncode:
            print("the sandbox's launcher was not built: install gcc, libc6-dev and make", file=sys.stderr)
            return
        if not self.editable_mode:
            target = Path(self.build_lib) / SOURCES / "build"
            self.mkpath(str(target))
            for name in OUTPUTS:
                self.copy_file(str(SOURCES / "build" / name), str(target / name))

    def get_outputs(self):
        return [str(Path(self.build_lib or "build") / SOURCES / "build" / name) for name in OUTPUTS]

    def get_output_mapping(self):
        return {}

    def get_source_files(self):
        return [
            str(path) for path in SOURCES.iterdir() if path.suffix in (".c", ".h") or path.name == "Makefile"
        ]


class NativeDistribution(Distribution):
    """Its wheel holds machine code."""

    def has_ext_modules(self):
        return True


build.sub_commands.append(("build_launcher", None))
setup(cmdclass={"build_launcher": BuildLauncher}, distclass=NativeDistribution)
