"""The picture of a newsletter item in README.md.

    python tests/picture_of_newsletter.py public-blurb.html out/gallery/newsletter.png

A mail's HTML, drawn by WeasyPrint as a program shows it in a window that is a little wider than its
column.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import weasyprint

WINDOW = "@page { size: 660px 990px; margin: 0 30px; background: #eceff3 }"
DOTS_PER_INCH = 144  # pixels and a half for each of CSS


def main() -> None:
    mail, target = map(Path, sys.argv[1:])
    # Mails say the width of their tables by attributes, since some programs read nothing else.
    page = weasyprint.HTML(mail, media_type="screen").render(
        stylesheets=[weasyprint.CSS(string=WINDOW)], presentational_hints=True
    )
    if len(page.pages) != 1:
        sys.exit(f"{mail} is higher than the window: {len(page.pages)} pictures of it")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        pdf = Path(folder) / "mail.pdf"
        page.write_pdf(pdf)
        subprocess.run(
            [
                "pdftoppm",
                "-r",
                str(DOTS_PER_INCH),
                "-singlefile",
                "-png",
                pdf,
                target.with_suffix(""),
            ],
            check=True,
        )


if __name__ == "__main__":
    main()
