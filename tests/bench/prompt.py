"""How soon the prompt is up, and how soon it answers, as a person at a terminal sees it."""
import os
import pty
import select
import signal
import statistics
import tempfile
import time

ROUNDS = 15
PATIENCE = 20
READY = b"\x1b[J> "  # the line is drawn, so keys are taken


class Terminal:
    """A program behind a pseudo terminal; `seen` is what it has written since the last `ask`."""

    def __init__(self, words, home):
        self.started = time.monotonic()
        self.process, self.descriptor = pty.fork()
        if self.process == 0:
            os.environ.update(HOME=home, TERM="xterm", LC_ALL="C.UTF-8")
            os.environ.pop("XDG_STATE_HOME", None)
            os.execv(words[0], words)
        self.seen = b""

    def wait(self, text):
        """Milliseconds from the start or the last `ask` until `text` is there."""
        while text not in self.seen:
            ready, _, _ = select.select([self.descriptor], [], [], PATIENCE)
            if not ready:
                raise RuntimeError("no %r from the prompt: %r" % (text, self.seen[-400:]))
            self.seen += os.read(self.descriptor, 65536)
        return (time.monotonic() - self.started) * 1000

    def ask(self, line):
        self.seen = b""
        self.started = time.monotonic()
        os.write(self.descriptor, line.encode() + b"\r")

    def close(self):
        """Reads on meanwhile: who leaves a terminal waits until all is read."""
        os.write(self.descriptor, b"\x04")
        try:
            while select.select([self.descriptor], [], [], PATIENCE)[0] and os.read(self.descriptor, 65536):
                pass
        except OSError:  # the other end is closed
            pass
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        os.close(self.descriptor)


def up(words, home):
    """Milliseconds until keys are taken."""
    terminal = Terminal(words, home)
    took = terminal.wait(READY)
    terminal.close()
    return took


def answers(words, home, line, text):
    terminal = Terminal(words, home)
    terminal.wait(READY)
    took = []
    for _ in range(ROUNDS):
        terminal.ask(line)
        took.append(terminal.wait(text))
        terminal.wait(READY)
    terminal.close()
    return took


def measure(guize, rules):
    """[(what, median in ms, target in ms or None)]"""
    with tempfile.TemporaryDirectory(prefix="guize-prompt-") as home:
        empty = os.path.join(home, "empty")
        os.mkdir(empty)
        open(os.path.join(empty, "parameters.lua"), "w").close()
        start = [guize, "prompt", "--rules"]
        figures = [("prompt up, no rules", [up(start + [empty], home) for _ in range(ROUNDS)], 50),
                   ("prompt up, rules of the repository", [up(start + [rules], home) for _ in range(ROUNDS)], None),
                   ("a parameter at the prompt", answers(start + [rules, "--county", "532625"], home, "basic.ratio.secondary", b"prefecture.lua:"), 20)]
    return [(what, statistics.median(took), target) for what, took, target in figures]


if __name__ == "__main__":
    import sys
    for what, took, target in measure(os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])):
        print("%-36s %6.1f ms%s" % (what, took, "  at most %d" % target if target else ""))
