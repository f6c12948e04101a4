"""briefgen and what people would use instead, timed side by side: `make bench`.

    content ── finished editions of briefgen, written down for its peers, word for word
    plain_docx, word_template ── what a peer needs to be written once
    peers ── pandoc, Typst, docxtpl, LibreOffice, bare WeasyPrint and bare python-docx
    timing, batches ── runs in turn, and whole batches watched from outside
    figures ── each figure of the table, measured
    table ── Markdown and JSON, and the section of the README

An absolute time means little, so each figure is a ratio of runs made in turn on one machine.
"""
