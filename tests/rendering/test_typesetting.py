"""Typst works here or in a process of its own; whoever asks cannot tell the difference."""

import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from analysis.rendering import typesetting
from analysis.rendering.errors import ReportError
from analysis.rendering.typesetting import Apart, Here, SettingFailed, apart, typesetter

FILES = {"main.typ": b"#set document(date: none)\nSeven nests."}
STAMP = {"format": "pdf", "timestamp": 0}
DRAWING = {"format": "svg"}
NESTS = [f'= Nest {i}\nIn it lay #link("https://example.org/{i}")[{i} eggs] and #lorem({i}).' for i in range(60)]


copying = pytest.mark.skipif(not typesetting.COPIES, reason="no process can be copied here")


@pytest.fixture
def other():
    """A process of its own, which is ended with the test."""
    made = Apart()
    yield made
    if made._pipe:
        made._pipe.close()


def helpers():
    return {it.pid for it in multiprocessing.active_children()}  # which takes leave of those that have ended


def test_a_document_has_the_same_bytes(other):
    assert other.compile(FILES, **STAMP) == Here().compile(FILES, **STAMP)


def test_a_document_that_cannot_be_set_is_told_in_the_same_words_and_the_next_one_is_set(other):
    said = []
    for one in (Here(), other):
        with pytest.raises(SettingFailed) as caught:
            one.compile({"main.typ": b"#nests()"}, **STAMP)
        said.append(str(caught.value))
    assert said == ["unknown variable: nests"] * 2
    assert other.compile(FILES, **STAMP)


def test_a_process_that_is_killed_with_nothing_in_hand_is_replaced_without_a_word(other):
    before = helpers()
    other.compile(FILES, **STAMP)
    (helper,) = (it for it in multiprocessing.active_children() if it.pid not in before)
    helper.kill()
    helper.join()
    assert other.compile(FILES, **STAMP) == Here().compile(FILES, **STAMP)


def test_an_interrupt_is_left_to_whoever_asks(other):
    before = helpers()
    other.compile(FILES, **STAMP)
    (helper,) = helpers() - before
    os.kill(helper, signal.SIGINT)
    assert other.compile(FILES, **STAMP)
    assert helpers() - before == {helper}


def copies_of(pid):
    return {int(it) for it in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}


def is_at_work(pid):
    place = Path(f"/proc/{pid}/stat")
    return place.exists() and place.read_text().rpartition(")")[2].split()[0] != "Z"


LONG = {"main.typ": b"#for i in range(9000) [ #i]"}


@pytest.fixture
def counted(other):
    """The same process, with its number."""
    before = helpers()
    other.compile(FILES, **DRAWING)
    (other.pid,) = helpers() - before
    return other


def setting(other, end):
    """Start to set a long document, do something to the process and to its copy, and return what is told of it."""
    before = helpers()
    other.compile(FILES, **DRAWING)
    (helper,) = helpers() - before
    copies = set()

    def wait_and_end():
        while not copies:
            copies.update(copies_of(helper))
        end(helper, *copies)

    ending = threading.Thread(target=wait_and_end)
    ending.start()
    with pytest.raises(ReportError) as told:
        other.compile(LONG, **STAMP)
    ending.join()
    return helper, copies.pop(), str(told.value)


def test_where_the_copy_that_sets_a_document_is_killed_that_is_told_and_the_process_lives(other):
    helper, _, told = setting(other, lambda _, copy: os.kill(copy, signal.SIGKILL))
    assert told == "The process that sets the PDF was ended, as by a lack of memory."
    assert other.compile(FILES, **STAMP)
    assert helper in helpers()


def test_where_the_process_is_killed_that_is_told_at_once_and_its_copy_ends_too(other):
    _, copy, told = setting(other, lambda helper, _: os.kill(helper, signal.SIGKILL))
    assert told == "The process that sets the PDF was ended, as by a lack of memory."
    assert other.compile(FILES, **STAMP)
    for _ in range(100):
        if not is_at_work(copy):
            break
        time.sleep(0.1)
    assert not is_at_work(copy)


@copying
def test_where_nobody_waits_any_more_the_process_ends_at_once_without_a_word(counted, capfd):
    (serving,) = (it for it in multiprocessing.active_children() if it.pid == counted.pid)
    counted._pipe.send(({"main.typ": b"#for i in range(1000000000) { i }"}, STAMP))
    while not (copies := copies_of(serving.pid)):
        time.sleep(0.01)
    counted._pipe.close()
    serving.join(30)
    left = [copy for copy in copies if is_at_work(copy)]
    for pid in [serving.pid, *left]:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    assert (serving.exitcode, left) == (0, [])
    assert capfd.readouterr().err == ""


def document(*lines):
    return {"main.typ": "\n".join(["#set document(date: none)", *lines]).encode()}


def copy_of(other, files, **options):
    """Have a document set, and return which copies there are then."""
    other.compile(files, **options)
    return copies_of(other.pid)


def test_of_several_threads_each_has_its_own_document_by_one_process(other):
    def setting(number):
        return other.compile(document(f"Nest {number}.", *NESTS[:number]), **STAMP)

    before = helpers()
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(setting, range(12)))
    assert len(helpers() - before) == 1
    assert made == [Here().compile(document(f"Nest {n}.", *NESTS[:n]), **STAMP) for n in range(12)]


def test_what_one_thread_chooses_is_no_other_one_s():
    chosen = []
    with apart():
        thread = threading.Thread(target=lambda: chosen.append(type(typesetter())))
        thread.start()
        thread.join()
    assert chosen == [Here]


@pytest.mark.parametrize("step", ["send", "recv"])
def test_who_is_interrupted_gets_no_answer_of_an_earlier_document(other, monkeypatch, step):
    other.compile(FILES, **STAMP)
    kind = type(other._pipe)
    done = getattr(kind, step)

    def interrupted(pipe, *given):
        monkeypatch.setattr(kind, step, done)
        done(pipe, *given) if step == "send" else None
        raise KeyboardInterrupt

    monkeypatch.setattr(kind, step, interrupted)
    with pytest.raises(KeyboardInterrupt):
        other.compile(document(*NESTS), **STAMP)
    assert other.compile(FILES, **STAMP) == Here().compile(FILES, **STAMP)


@copying
def test_a_process_that_sets_documents_lays_its_fonts_where_its_asker_has_temporary_files(other, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    other.compile(FILES, **STAMP)
    assert len(list(tmp_path.glob("*/*.ttf"))) == 12


def test_what_sets_a_drawing_ends_with_it(counted):
    assert copies_of(counted.pid) == set()


@copying
def test_what_has_set_a_pdf_sets_one_that_is_like_it_and_a_new_copy_another_one(counted):
    (first,) = copy_of(counted, document(*NESTS), **STAMP)
    assert copy_of(counted, document("One word more.", *NESTS), **STAMP) == {first}
    assert copy_of(counted, FILES, **DRAWING) == {first}
    assert copy_of(counted, document(*NESTS[20:]), **STAMP) == {first}
    (later,) = copy_of(counted, document("= No nests", *NESTS[:10], *map(str, range(50))), **STAMP)
    assert later != first


@copying
def test_of_documents_that_are_alike_each_has_the_bytes_that_it_has_by_itself(counted):
    moved = NESTS[7:] + NESTS[:7]
    for lines in (
        NESTS,
        ["One word more.", *NESTS],
        moved,
        NESTS[:20],
        [*NESTS[:20], "#pagebreak()", *moved[:40]],
        NESTS,
    ):
        files = document("#outline()", *lines)
        assert counted.compile(files, **STAMP) == Apart().compile(files, **STAMP)


@copying
def test_what_cannot_be_set_is_told_and_the_copy_goes_on(counted):
    (first,) = copy_of(counted, document(*NESTS), **STAMP)
    with pytest.raises(SettingFailed, match="unknown variable: nests"):
        counted.compile(document(*NESTS, "#nests()"), **STAMP)
    assert copy_of(counted, document(*NESTS), **STAMP) == {first}


@copying
def test_a_copy_that_is_killed_with_nothing_in_hand_is_replaced_without_a_word(counted):
    (first,) = copy_of(counted, document(*NESTS), **STAMP)
    os.kill(first, signal.SIGKILL)
    (later,) = copy_of(counted, document(*NESTS), **STAMP)
    assert later != first


@copying
def test_what_a_copy_remembers_grows_no_more_with_the_documents_that_it_sets(counted):
    sizes = []
    for number in range(14):
        (copy,) = copy_of(counted, document(*NESTS[:30], *(f"Egg {number} #lorem({i})\n" for i in range(60))), **STAMP)
        sizes.append(int(Path(f"/proc/{copy}/statm").read_text().split()[1]))
    assert max(sizes[3:]) < 1.15 * sizes[2]


NOBODY_ASKS = """
import os, sys, threading, time
from multiprocessing import Pipe
from pathlib import Path
from analysis.rendering import typesetting

def copies():
    return {it for task in Path("/proc/self/task").iterdir() for it in (task / "children").read_text().split()}

def ask():
    for _ in range(2):
        asking.send(({"main.typ": b"Nests."}, {"format": "pdf", "timestamp": 0}))
        said.append((len(asking.recv()[0]), len(copies())))
        while copies():
            time.sleep(0.01)
    asking.close()

typesetting.IDLE, said = 0.5, []
asking, asked = Pipe()
threading.Thread(target=ask).start()
typesetting._serve(asked)
(first, one), second = said
print(first > 1000, one, (first, one) == second)
"""


@copying
def test_a_copy_that_nobody_asks_ends_and_a_new_one_sets_the_next_document():
    said = subprocess.run([sys.executable, "-c", NOBODY_ASKS], capture_output=True, text=True, check=True, timeout=60)
    assert said.stdout == "True 1 True\n"


ALWAYS_TOO_LARGE = """
import os
from multiprocessing import Pipe
from analysis.rendering import copies

def work(pipe):
    while True:
        pipe.recv()
        pipe.send(os.getpid())

copies.LARGEST = {largest}
asking, asked = Pipe()
made = copies.Copies(work, asked)
print(len({{made.answer({{"main.typ": b"Nests."}}, {{"format": "pdf"}}) for _ in range(5)}}))
made.clear_away()
"""


@copying
@pytest.mark.parametrize(("largest", "copies"), [(1, 5), (2**40, 1)])
def test_a_copy_that_is_too_large_is_replaced(largest, copies):
    code = ALWAYS_TOO_LARGE.format(largest=largest)
    assert int(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout) == copies


def test_where_no_process_can_be_copied_a_new_one_sets_each_document(monkeypatch):
    starts = []

    def start():
        mine, other = multiprocessing.Pipe()
        starts.append(threading.Thread(target=typesetting._serve, args=(other,), daemon=True))
        starts[-1].start()
        return mine

    monkeypatch.setattr(typesetting, "_started", start)
    monkeypatch.setattr(typesetting, "COPIES", False)
    one = Apart()
    assert one.compile(FILES, **STAMP) == one.compile(FILES, **STAMP)
    assert len(starts) == 2
    for thread in starts:
        thread.join(10)
        assert not thread.is_alive()


def test_only_meanwhile_documents_are_set_apart():
    assert type(typesetter()) is Here
    with apart():
        assert type(typesetter()) is Apart
    assert type(typesetter()) is Here


ASKED_TWICE = """
import os, signal, sys
from analysis.rendering import typesetting

signs = [getattr(signal, name) for name in sys.argv[1:]]

def asked(*_):
    os.kill(os.getpid(), signs.pop(0))

def clear_away():
    asked()
    print("cleared away")

typesetting._serve, typesetting.clear_away = asked, clear_away
typesetting._undisturbed(None, None)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process at once")
@pytest.mark.parametrize("signs", [("SIGTERM", "SIGTERM"), ("SIGHUP", "SIGTERM"), ("SIGTERM", "SIGHUP")])
def test_asked_to_end_again_while_it_clears_away_a_process_that_sets_documents_goes_on_with_that(signs):
    command = [sys.executable, "-c", ASKED_TWICE, *signs]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert said == "cleared away\n"


INTERRUPTED = """
import os, signal, subprocess
from analysis.rendering import typesetting

try:
    with typesetting._without_interrupts():
        os.kill(os.getpid(), signal.SIGINT)
        print(subprocess.run(["sh", "-c", "kill -INT $$; echo begun"], capture_output=True, text=True).stdout.strip())
except KeyboardInterrupt:
    print("interrupted then")
"""


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="Windows cannot keep Ctrl-C waiting")
def test_who_presses_ctrl_c_while_a_process_starts_is_heard_a_moment_later_and_not_by_that_one():
    said = subprocess.run([sys.executable, "-c", INTERRUPTED], capture_output=True, text=True, check=True).stdout
    assert said == "begun\ninterrupted then\n"


def test_a_process_that_had_documents_set_apart_leaves_no_folder(tmp_path):
    asked = "Apart().compile({'main.typ': b'Nests.'}, format='pdf')"
    command = [sys.executable, "-c", f"from analysis.rendering.typesetting import Apart\nprint(len({asked}))"]
    said = subprocess.run(command, env=os.environ | {"TMPDIR": str(tmp_path)}, capture_output=True, check=True).stdout
    assert int(said) > 1000
    assert list(tmp_path.iterdir()) == []
