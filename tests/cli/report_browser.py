#!/usr/bin/env python3
"""Looks at pages of `guize report` in headless Chromium, over its pipe: report_browser.py PAGE.html … [--print PAGE.html …]
Prints a TAP line for each question and page. A page is looked at on a wide and a narrow screen and as wide as paper;
those behind --print are printed to PDF too, which takes seconds."""
import base64
import json
import os
import re
import subprocess
import sys
import tempfile

# Texts of pictures that cover one another or leave the picture; cells and words that run out of their place.
LOOK = r"""(() => {
  const bad = [], box = e => e.getBoundingClientRect(), shown = r => r.width > 0 && r.height > 0;
  const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2.5;
  const pictures = [...document.querySelectorAll('svg[role=img]')];
  let texts = 0;
  for (const svg of pictures) {
    const frame = box(svg), all = [...svg.querySelectorAll('text')].map(e => ({words: e.textContent, r: box(e)})).filter(t => shown(t.r));
    texts += all.length;
    all.forEach((a, i) => {
      if (a.r.left < frame.left - 1 || a.r.right > frame.right + 1 || a.r.top < frame.top - 2 || a.r.bottom > frame.bottom + 2)
        bad.push(`${svg.getAttribute('aria-label')}: “${a.words}” leaves the picture`);
      for (const b of all.slice(i + 1)) if (meet(a.r, b.r)) bad.push(`${svg.getAttribute('aria-label')}: “${a.words}” on “${b.words}”`);
    });
  }
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide > 1) bad.push(`the page is ${wide} pixels too wide`);
  for (const e of document.querySelectorAll('td, th, .tile b, .tile span, h1, h2, p, figcaption'))
    if (e.scrollWidth > e.clientWidth + 1) bad.push(`“${e.textContent.slice(0, 40)}” runs out of its place`);
  return JSON.stringify({bad, texts, pictures: pictures.length, tables: document.querySelectorAll('table').length, scripts: document.scripts.length,
    numbers: [...document.querySelectorAll('figure')].filter(f => { let n = f.nextElementSibling; while (n && n.tagName !== 'TABLE') n = n.nextElementSibling; return !n; }).length});
})()"""


class Browser:
    def __init__(self, folder):
        to_read, to_write = os.pipe()
        back_read, back_write = os.pipe()

        def pipes():
            a, b = os.dup(to_read), os.dup(back_write)
            os.dup2(a, 3)
            os.dup2(b, 4)

        self.process = subprocess.Popen(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--no-first-run",
             "--user-data-dir=" + folder, "--remote-debugging-pipe", "about:blank"],
            preexec_fn=pipes, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_read)
        os.close(back_write)
        self.out, self.back, self.rest, self.number, self.events = to_write, back_read, b"", 0, []
        # A page of our own: the first one may not be there yet when the browser takes its first question.
        page = self.ask("Target.createTarget", url="about:blank")
        self.session = self.ask("Target.attachToTarget", targetId=page["targetId"], flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.tell(domain + ".enable")

    def read(self):
        while b"\0" not in self.rest:
            piece = os.read(self.back, 1 << 20)
            if not piece:
                raise SystemExit("not ok chromium answers - it ended")
            self.rest += piece
        text, self.rest = self.rest.split(b"\0", 1)
        return json.loads(text)

    def ask(self, method, session=None, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self.out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.read()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise SystemExit("not ok chromium takes %s - %s" % (method, answer["error"]))
                return answer["result"]
            self.events.append(answer)

    def tell(self, method, **parameters):
        return self.ask(method, self.session, **parameters)

    def open(self, path):
        self.events = []
        self.tell("Page.navigate", url="file://" + os.path.abspath(path))
        while not any(e.get("method") == "Page.loadEventFired" for e in self.events):
            self.events.append(self.read())

    def look(self, width, media):
        self.tell("Emulation.setDeviceMetricsOverride", width=width, height=1000, deviceScaleFactor=1, mobile=False)
        self.tell("Emulation.setEmulatedMedia", media=media)
        return json.loads(self.tell("Runtime.evaluate", expression=LOOK)["result"]["value"])

    def complaints(self):
        """What the console says, and every address the page asks for beside its own."""
        said = []
        for event in self.events:
            method, data = event.get("method"), event.get("params", {})
            if method == "Log.entryAdded" and data["entry"]["level"] in ("error", "warning"):
                said.append(data["entry"]["text"])
            if method in ("Runtime.exceptionThrown", "Runtime.consoleAPICalled"):
                said.append(method)
            if method == "Network.requestWillBeSent" and not data["request"]["url"].startswith("file:"):
                said.append("asks for " + data["request"]["url"])
            if method == "Network.requestWillBeSent" and data.get("type") != "Document":
                said.append("asks for " + data["request"]["url"])
        return said

    def pdf(self):
        self.tell("Emulation.setEmulatedMedia", media="")
        data = base64.b64decode(self.tell("Page.printToPDF", preferCSSPageSize=True, printBackground=True)["data"])
        text = subprocess.run(["pdftotext", "-layout", "-", "-"], input=data, stdout=subprocess.PIPE, check=True).stdout.decode()
        size = subprocess.run(["pdfinfo", "-"], input=data, stdout=subprocess.PIPE, check=True).stdout.decode()
        return text.split("\f")[:-1], size


status = 0


def verdict(name, problems):
    global status
    if problems:
        status = 1
    print(("not ok %s - %s" % (name, "; ".join(problems[:3]))) if problems else "ok " + name)


def heads(pages, english, name):
    """A page on which the table of moved targets goes on begins with its head."""
    head, word = ("change (points)", "met ") if english else ("变化（百分点）", "达标")
    row = re.compile(r"[≥≤] *[\d.]+%.*%.*[+-]\d.*" + word)
    with_head = [head in re.sub(r"\n", "", page) for page in pages]
    with_rows = [len(row.findall(page)) > 1 for page in pages]
    if name == "whatif.html" and sum(with_rows) < 2:
        return ["the table stands on %d pages" % sum(with_rows)]
    return ["page %d has rows without their head" % (i + 1) for i in range(len(pages)) if any(with_head) and with_rows[i] and not with_head[i]]


with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    browser = Browser(folder)
    printing = False
    for path in sys.argv[1:]:
        if path == "--print":
            printing = True
            continue
        name = os.path.basename(path)
        browser.open(path)
        wide, narrow, printed = browser.look(1280, "screen"), browser.look(700, "screen"), browser.look(688, "print")
        verdict(name + ": the console is silent, nothing is asked for", browser.complaints())
        verdict(name + ": no text covers another", [*wide["bad"], *narrow["bad"], *printed["bad"]])
        verdict(name + ": no script, and a table under every picture", [word for word, count in (("scripts", wide["scripts"]), ("pictures alone", wide["numbers"])) if count])
        verdict(name + ": there is something to see", [] if wide["tables"] and (wide["pictures"] == 0 or wide["texts"] > 3) else ["nothing"])
        if not printing:
            continue
        pages, size = browser.pdf()
        english = name.endswith("-en.html")
        form = "page %d of %d" if english else "第 %d 页，共 %d 页"
        verdict(name + ": every page is numbered", ["page %d is not" % (i + 1) for i, page in enumerate(pages) if form % (i + 1, len(pages)) not in page])
        verdict(name + ": A4", [] if re.search(r"Page size: +59[45]\.?\d* x 84[12]", size) else [size])
        verdict(name + ": heads are repeated", heads(pages, english, name))
    browser.ask("Browser.close")
    browser.process.wait()
sys.exit(status)
