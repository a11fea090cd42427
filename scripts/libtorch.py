"""Finds or fetches libtorch; called by scripts/libtorch, which says how.

A wheel of torch from a Python package index holds the headers and libtorch_cpu.so. Together with
two small libraries of CUDA that libtorch_cpu.so is linked against, and an empty libtorch.so, it is
a CPU libtorch. It is built in .libtorch-partial and renamed, so .libtorch is complete or absent.
Downloads lie in .libtorch-wheels until then, and go on where they stopped.
"""

import base64
import fcntl
import glob
import hashlib
import html.parser
import json
import os
import platform
import re
import shutil
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path

MIB = 1 << 20
JSON_PAGE = "application/vnd.pypi.simple.v1+json"
ATTEMPTS = 5


class Failure(Exception):
    """One clear sentence for the user."""


def say(text):
    print("libtorch: " + text, file=sys.stderr, flush=True)


def mib(size):
    return f"{size / MIB:.0f} MiB"


# ---------------------------------------------------------------------------- an existing libtorch


def unresolved(library):
    """Libraries that `library` needs and the loader does not find."""
    try:
        out = subprocess.run(["ldd", str(library)], capture_output=True, text=True, check=False).stdout
    except OSError:
        return []
    return sorted(set(re.findall(r"^\s*(\S+) => not found", out, re.M)))


def objection(folder, version, wanted):
    """Why `folder` cannot be used, or None."""
    lib = folder / "lib"
    if version is not None and version.split("+")[0] != wanted:
        return f"is version {version}, not {wanted}"
    for part in ["lib/libtorch_cpu.so", "lib/libtorch.so", "lib/libc10.so", "include/torch/csrc/api/include/torch/torch.h"]:
        if not (folder / part).exists():
            return f"has no {part}"
    if version is None:
        return "does not tell its version (no build-version file)"
    for name in ["libtorch_cpu.so", "libtorch_cuda.so"]:
        if (lib / name).exists() and unresolved(lib / name):
            return f"lacks {', '.join(unresolved(lib / name))}, which its {name} needs"
    return None


def version_of(folder):
    for name, pattern in [("build-version", r"^\s*(\S+)"), ("version.py", r"__version__ = '([^']+)'")]:
        file = folder / name
        if file.is_file():
            found = re.search(pattern, file.read_text())
            return found and found.group(1)
    return None


def existing(root, wanted):
    """A libtorch of the right version that is on this machine already, or None."""
    candidates = []
    if os.environ.get("LIBTORCH"):
        candidates.append(("LIBTORCH", Path(os.environ["LIBTORCH"])))
    # Found without importing it, which would take seconds and need the CUDA libraries.
    code = "import importlib.util as u; s = u.find_spec('torch'); print(s.origin if s and s.origin else '')"
    # Not isolated (-I): whoever sets PYTHONPATH means it. Not in `root`: a folder there is no module.
    out = subprocess.run([sys.executable, "-c", code], cwd="/", capture_output=True, text=True, check=False).stdout
    if out.strip():
        candidates.append(("the torch of " + sys.executable, Path(out.strip()).parent))
    for name, folder in candidates:
        folder = folder.absolute()
        if folder.resolve() == (root / ".libtorch").resolve():
            continue
        why_not = objection(folder, version_of(folder), wanted)
        if why_not is None:
            return name, folder
        say(f"{name} ({folder}) {why_not}; not used")
    return None


# ------------------------------------------------------------------------------------------ index


class Links(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.hrefs = []

    def handle_starttag(self, tag, attributes):
        href = dict(attributes).get("href")
        if tag == "a" and href:
            self.hrefs.append(href)


class Index:
    """A Python package index as pip is configured to use it (PEP 503 and 691)."""

    def __init__(self):
        settings = self.pip_settings()
        self.urls = [settings.get("index-url", "https://pypi.org/simple")]
        self.urls += settings.get("extra-index-url", "").split()
        self.offline = settings.get("no-index", "").lower() in ("1", "true", "yes", "on")
        self.folders = [Path(f) for f in settings.get("find-links", "").split() if "://" not in f]
        certificates = settings.get("cert") or os.environ.get("REQUESTS_CA_BUNDLE")
        try:
            context = ssl.create_default_context(cafile=certificates or None)
        except OSError as error:
            raise Failure(f"cannot read the certificates {certificates} that pip's `cert` names: {error}") from None
        handlers = [urllib.request.HTTPSHandler(context=context)]
        if settings.get("proxy"):
            handlers.append(urllib.request.ProxyHandler({s: settings["proxy"] for s in ("http", "https")}))
        self.opener = urllib.request.build_opener(*handlers)

    @staticmethod
    def pip_settings():
        settings = {}
        # pip itself is not needed: without it there are no settings of pip either.
        command = [sys.executable, "-m", "pip", "config", "list"]
        out = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        for line in out.splitlines():
            found = re.match(r"(?:global|install|download|:env:)\.([\w-]+)='(.*)'$", line)
            if found:
                settings[found.group(1)] = found.group(2).replace("\\n", " ").strip()
        for key in ["index-url", "extra-index-url", "find-links", "cert", "proxy", "no-index"]:
            value = os.environ.get("PIP_" + key.upper().replace("-", "_"))
            if value:
                settings[key] = value
        return settings

    def open(self, url, headers):
        parts = urllib.parse.urlsplit(url)
        if parts.username:
            secret = f"{urllib.parse.unquote(parts.username)}:{urllib.parse.unquote(parts.password or '')}"
            headers = {**headers, "Authorization": "Basic " + base64.b64encode(secret.encode()).decode()}
            url = urllib.parse.urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
        return self.opener.open(urllib.request.Request(url, headers=headers), timeout=60)

    def files(self, url):
        """(file name, address, sha256 or None) of each file on a project's page."""
        with self.open(url, {"Accept": f"{JSON_PAGE}, text/html;q=0.5"}) as page:
            body, kind, base = page.read(), page.headers.get("Content-Type", ""), page.url
        # A page behind a password lists files behind the same one.
        login = urllib.parse.urlsplit(url).netloc.rpartition("@")[0]
        if "json" in kind:
            entries = [(f["filename"], f["url"], f.get("hashes", {}).get("sha256")) for f in json.loads(body)["files"]]
        else:
            parser = Links()
            parser.feed(body.decode("utf-8", "replace"))
            entries = []
            for href in parser.hrefs:
                address, _, fragment = href.partition("#")
                name = urllib.parse.unquote(address.rpartition("/")[2])
                digest = re.search(r"sha256=([0-9a-f]{64})", fragment)
                entries.append((name, address, digest and digest.group(1)))
        for name, address, digest in entries:
            address = urllib.parse.urljoin(base, address)
            parts = urllib.parse.urlsplit(address)
            if login and parts.hostname == urllib.parse.urlsplit(base).hostname and not parts.username:
                address = urllib.parse.urlunsplit(parts._replace(netloc=f"{login}@{parts.netloc}"))
            yield name, address, digest

    def find(self, project, version):
        """(file name, address, sha256 or None) of the wheel to take."""
        tried = []
        for index in self.urls:
            url = index.rstrip("/") + "/" + project + "/"
            try:
                page = list(self.files(url))
            except (OSError, ValueError, KeyError) as error:
                tried.append(f"{public(url)}: {reason(error)}")
                continue
            fitting = [f for f in page if fits(f[0], project, version)]
            if fitting:
                return min(fitting, key=lambda f: preference(f[0]))
            tried.append(f"{public(url)}: no wheel of {version} for {sys.platform} {platform.machine()}")
        raise Failure(
            f"cannot find {project} {version} ({'; '.join(tried)}); check the network and pip's index-url, "
            "or put the wheels into a folder and set PROTOLANG_WHEELS to it"
        )


def public(url):
    """Without the password: it goes to a terminal, and from there into reports."""
    parts = urllib.parse.urlsplit(url)
    return urllib.parse.urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def reason(error):
    if isinstance(error, urllib.error.HTTPError):
        return f"HTTP {error.code}"
    return str(getattr(error, "reason", error) or type(error).__name__)


def fits(name, project, version):
    # name-version(-build)-python-abi-platform.whl; the Python does not matter, no Python loads it.
    parts = name[:-4].split("-") if name.endswith(".whl") else []
    return (
        len(parts) >= 5
        and re.sub(r"[-_.]+", "-", parts[0]).lower() == project
        and urllib.parse.unquote(parts[1]).split("+")[0] == version
        and "linux" in parts[-1]
        and parts[-1].endswith("_" + platform.machine())
    )


def preference(name):
    # A CPU build is a quarter of the size. Then any one, but always the same, so that a download
    # goes on after a change of Python. Free-threaded builds (cp313t) last.
    parts = name.split("-")
    return ("+cpu" not in parts[1], parts[-2].endswith("t"), name)


# --------------------------------------------------------------------------------------- download


def sha256(file):
    digest = hashlib.sha256()
    with open(file, "rb") as stream:
        for block in iter(lambda: stream.read(MIB), b""):
            digest.update(block)
    return digest.hexdigest()


class Progress:
    """On a terminal one line that is overwritten, else a line every tenth."""

    def __init__(self, name, start, total):
        self.name, self.start, self.total = name, start, total
        self.began = self.last = time.monotonic()
        self.tenth = -1

    def show(self, done):
        now = time.monotonic()
        share = done / self.total if self.total else 0
        text = f"{self.name}: {mib(done)} of {mib(self.total)}"
        rate = (done - self.start) / max(now - self.began, 1e-3)
        text += f", {rate / MIB:.1f} MiB/s"
        finished = done >= self.total
        if sys.stderr.isatty():
            if now - self.last > 0.2 or finished:
                self.last = now
                print(f"\rlibtorch: {text}   ", end="\n" if finished else "", file=sys.stderr, flush=True)
        elif finished or (self.total > 50 * MIB and int(share * 10) > self.tenth):
            self.tenth = int(share * 10)
            say(text)


def append(index, address, part):
    """Fetches what `part` still lacks; raises OSError when the line breaks."""
    have = part.stat().st_size if part.exists() else 0
    # `identity`: a compressed answer's bytes are not the file's, and could not be continued.
    headers = {"Accept-Encoding": "identity", **({"Range": f"bytes={have}-"} if have else {})}
    try:
        answer = index.open(address, headers)
    except urllib.error.HTTPError as error:
        if error.code != 416:
            raise
        return  # nothing is left to send; the checksum says whether it is right
    with answer:
        if have and answer.status != 206:
            have = 0
        length = int(answer.headers.get("Content-Length") or 0)
        total = have + length
        progress = Progress(part.name[: -len(".part")], have, total)
        if have:
            say(f"{progress.name}: going on after {mib(have)}")
        done = have
        with open(part, "ab" if have else "wb") as file:
            while True:
                block = answer.read(MIB // 4)
                if not block:
                    break
                file.write(block)
                done += len(block)
                progress.show(done)
        if length and done < total:
            raise ConnectionError(f"the line broke after {mib(done)} of {mib(total)}")


def download(index, project, version, folder):
    name, address, digest = index.find(project, version)
    wheel, part = folder / name, folder / (name + ".part")
    if wheel.exists():
        return wheel
    again = False
    for attempt in range(1, ATTEMPTS + 1):
        try:
            append(index, address, part)
        except urllib.error.HTTPError as error:
            raise Failure(f"the index refused {public(address)}: HTTP {error.code}") from None
        except OSError as error:
            if error.errno is not None and not isinstance(error, (ConnectionError, TimeoutError)):
                raise
            if attempt == ATTEMPTS:
                raise Failure(
                    f"cannot fetch {public(address)} ({reason(error)}); what came is kept: "
                    "call scripts/libtorch again to go on"
                ) from None
            say(f"{name}: {reason(error)}; trying again ({attempt} of {ATTEMPTS - 1})")
            time.sleep(min(2**attempt, 15) if attempt > 1 else 0.2)
            continue
        if digest is None or sha256(part) == digest:
            part.rename(wheel)
            return wheel
        part.unlink()
        if again:
            break
        again = True
        say(f"{name}: its checksum is wrong; fetching it anew")
    raise Failure(f"{public(address)} does not have the checksum that the index gives; nothing was installed")


# --------------------------------------------------------------------------------------- unpacking


def members(archive, patterns):
    """(member, path under .libtorch) of what a wheel holds for us."""
    for item in archive.infolist():
        for pattern, target in patterns:
            found = re.fullmatch(pattern, item.filename)
            if found and not item.is_dir():
                yield item, found.expand(target)


TORCH = [
    (r"torch/(include/.+)", r"\1"),
    (r"torch/lib/(libtorch_cpu\.so|libc10\.so|libgomp[^/]*)", r"lib/\1"),
    # Libraries that auditwheel moved out of torch/lib.
    (r"torch\.libs/([^/]+)", r"lib/\1"),
]
RUNTIME = [(r"nvidia/.+/lib/(libcudart\.so\.\d+)", r"lib/\1")]
CUPTI = [(r"nvidia/.+/lib/(libcupti\.so\.\d+)", r"lib/\1")]


def check_disk(folder, needed, what):
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise Failure(f"{what} needs {mib(needed)} in {folder}, where {mib(free)} are free; make room and call again")


def unpack(wheel, patterns, target):
    try:
        with zipfile.ZipFile(wheel) as archive:
            chosen = list(members(archive, patterns))
            check_disk(target, sum(item.file_size for item, _ in chosen) + 16 * MIB, "unpacking " + wheel.name)
            for item, path in chosen:
                out = target / path
                out.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(item) as source, open(out, "wb") as file:
                    shutil.copyfileobj(source, file, MIB)
                if out.stat().st_size != item.file_size:
                    raise Failure(f"{wheel} holds {item.filename} of another size than it says")
                if ".so" in out.name and "/include/" not in path:
                    with open(out, "rb") as file:
                        if file.read(4) != b"\x7fELF":
                            raise Failure(f"{item.filename} in {wheel} is no shared library")
    except (zipfile.BadZipFile, EOFError, NotImplementedError) as error:
        raise Failure(f"{wheel} is cut off or corrupt ({error}); delete it and call scripts/libtorch again") from None
    names = [path for _, path in chosen]
    if not any(".so" in name for name in names):
        raise Failure(f"{wheel} does not hold the library that is wanted of it; is it the right wheel?")
    return names


def wheels(root, versions):
    """The wheels, from PROTOLANG_WHEELS or pip's find-links, else from the index."""
    given = os.environ.get("PROTOLANG_WHEELS")
    index = None if given else Index()
    folders = [Path(given)] if given else [root / ".libtorch-wheels"] + index.folders
    if given and not Path(given).is_dir():
        raise Failure(f"PROTOLANG_WHEELS is {given}, which is no folder")
    for project, version, patterns in versions:
        found = None
        for folder in folders:
            names = [n for n in sorted(os.listdir(folder)) if fits(n, project, version)] if folder.is_dir() else []
            if names:
                found = folder / min(names, key=preference)
                break
        if found is None and given:
            other = [Path(p).name for p in glob.glob(f"{given}/{project.replace('-', '_')}-*.whl")]
            has = f"it has {', '.join(sorted(other))}" if other else "it has none of it"
            raise Failure(
                f"PROTOLANG_WHEELS ({given}) has no wheel of {project} {version} for {platform.machine()}: {has}; "
                f"fetch it with `pip download --no-deps {project}=={version}`"
            )
        if found is None and index.offline:
            raise Failure(f"{project} {version} is not here and pip is set to no-index; set PROTOLANG_WHEELS")
        if found is None:
            folder = root / ".libtorch-wheels"
            folder.mkdir(exist_ok=True)
            found = download(index, project, version, folder)
        yield found, patterns
        # A CPU build is linked against no CUDA.
        if project == "torch" and "+cpu" in urllib.parse.unquote(found.name):
            return


def build(root, versions):
    partial = root / ".libtorch-partial"
    if partial.is_symlink():
        partial.unlink()
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    if not os.environ.get("PROTOLANG_WHEELS"):
        part = sum(f.stat().st_size for f in (root / ".libtorch-wheels").glob("*"))
        check_disk(root, 1100 * MIB - min(part, 550 * MIB), "libtorch (wheel and unpacked)")
    for wheel, patterns in wheels(root, versions):
        say("unpacking " + wheel.name)
        unpack(wheel, patterns, partial)
    for part in ["lib/libtorch_cpu.so", "lib/libc10.so", "include/torch/csrc/api/include/torch/torch.h"]:
        if not (partial / part).is_file():
            raise Failure(f"the wheel of torch has no {part}; is it a build for Linux?")
    # torch-sys links -ltorch. The wheel's own would pull in CUDA, and nothing uses what is in it.
    empty = partial / "lib/libtorch.so"
    command = ["c++", "-shared", "-x", "c++", "/dev/null", "-Wl,-soname,libtorch.so", "-o", str(empty)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Failure(f"`{' '.join(command)}` failed: {done.stderr.strip()}; is the C++ compiler complete?")
    lacking = unresolved(partial / "lib/libtorch_cpu.so")
    lacking = [name for name in lacking if not (partial / "lib" / name).exists()]
    if lacking:
        raise Failure(f"libtorch_cpu.so needs {', '.join(lacking)}, which neither the wheels nor this system have")
    (partial / "build-version").write_text(versions[0][1] + "\n")
    libraries = sorted((partial / "lib").iterdir())
    (partial / "sizes").write_text("".join(f"{f.stat().st_size} lib/{f.name}\n" for f in libraries))
    return partial


def link_to(root, folder):
    link = root / ".libtorch-partial"
    shutil.rmtree(link, ignore_errors=True)
    link.unlink(missing_ok=True)
    link.symlink_to(folder)
    return link


def put(root, new):
    """Renames `new` to .libtorch."""
    place, old = root / ".libtorch", root / ".libtorch-old"
    if place.is_symlink():
        place.unlink()
    elif place.exists():
        shutil.rmtree(old, ignore_errors=True)
        place.rename(old)
    new.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def main():
    root = Path(sys.argv[1])
    versions = [
        ("torch", os.environ["TORCH_VERSION"], TORCH),
        ("nvidia-cuda-runtime", os.environ["CUDA_RUNTIME_VERSION"], RUNTIME),
        ("nvidia-cuda-cupti", os.environ["CUDA_CUPTI_VERSION"], CUPTI),
    ]
    wanted = versions[0][1]
    if sys.platform != "linux":
        raise Failure(f"only Linux is set up by this script; unpack libtorch {wanted} yourself and set LIBTORCH to it")
    with open(root / ".libtorch-lock", "w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another scripts/libtorch is at work; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        # Another call may have finished between our caller's look and the lock.
        if subprocess.run(["bash", str(root / "scripts/libtorch"), "--check"], check=False).returncode == 0:
            return
        found = existing(root, wanted) if os.environ.get("PROTOLANG_LIBTORCH") != "fetch" else None
        if found:
            name, folder = found
            put(root, link_to(root, folder))
            say(f"using {name}: {folder}")
            return
        put(root, build(root, versions))
        shutil.rmtree(root / ".libtorch-wheels", ignore_errors=True)
        say(f"libtorch {wanted} is in {root / '.libtorch'}")


if __name__ == "__main__":
    try:
        main()
    except Failure as failure:
        say(str(failure))
        sys.exit(1)
    except KeyboardInterrupt:
        say("interrupted; call again to go on")
        sys.exit(130)
    except OSError as error:
        # Disk full, no permission: the system's words name the cause, the path the place.
        say(f"{error.filename or 'writing'}: {error.strerror or error}; nothing was installed, call again after mending it")
        sys.exit(1)
