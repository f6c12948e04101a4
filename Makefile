# briefgen on a fresh Debian or Ubuntu with Python and make: `make brief`, `make test`.
#
# Every target installs what it needs and is missing, and does nothing about what is there.

PYTHON ?= python3
VENV ?= .venv
DOSSIER ?= seeds/jackson-vanik
OUT ?= out
JOBS ?= 2
# More options for pytest, such as: make test TESTS='-k outputs'
TESTS ?=

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
BRIEFGEN := $(BIN)/briefgen
CODE := briefgen tests
# python3-venv is asked for only where this Python cannot make an environment without it.
VENV_PACKAGE := $(shell $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || echo python3-venv)
PACKAGES := $(VENV_PACKAGE) libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
  fonts-crosextra-carlito fonts-liberation2 fonts-dejavu-core fonts-noto-core fonts-noto-cjk \
  poppler-utils
TEST_PACKAGES := $(PACKAGES) libreoffice-writer-nogui qpdf

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help brief test lint types soak bench bench-quick word-slack gallery constraints clean \
  packages test-packages

help:
	@echo 'make brief        the sample one-pager and memo, PDF and Word, into $(OUT)/'
	@echo 'make test         lint, types and the whole suite'
	@echo 'make soak         the long tests, and a batch of 10,000 editions: more than an hour'
	@echo 'make bench        briefgen and its peers side by side, under ten minutes; table into $(OUT)/bench/'
	@echo 'make bench-quick  the same in less than a minute: fewer figures, fewer repetitions'
	@echo 'make word-slack   how much higher Word files come out than PDFs, and whether the room left suffices'
	@echo 'make lint         lint and format check only'
	@echo 'make types        check of types only'
	@echo 'make gallery      pictures of the sample briefs into $(OUT)/gallery/'
	@echo 'make constraints  renew constraints.txt from the newest libraries'
	@echo 'make clean        remove what was built; briefs and the environment stay'

brief: packages $(VENV)/.installed
	$(BRIEFGEN) build $(DOSSIER) --audience congress --length one-pager,memo --out $(OUT)

test: test-packages lint types
	$(BIN)/pytest -n $(JOBS) $(TESTS)

soak: test-packages $(VENV)/.installed-dev
	$(BIN)/pytest -n $(JOBS) --soak $(TESTS)
	$(BIN)/python -m tests.bench --only growth --recipients 10000 --strict

bench: test-packages $(VENV)/.installed-dev
	$(BIN)/python -m tests.bench --dossier $(DOSSIER)

bench-quick: test-packages $(VENV)/.installed-dev
	$(BIN)/python -m tests.bench --quick --dossier $(DOSSIER)

# What the upper bound of `fill` in templates/lengths.yaml must leave free for Word.
word-slack: test-packages $(VENV)/.installed-dev
	$(BIN)/python tests/word_slack.py

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)

types: $(VENV)/.installed-dev
	$(BIN)/mypy

# Pictures of first pages at the width of a screen column, under the names that README.md uses; of a
# newsletter item as mail; of what `briefgen verify` prints.
gallery: packages $(VENV)/.installed-dev
	@mkdir -p $(OUT)/gallery
	$(BRIEFGEN) build $(DOSSIER) --audience congress --length one-pager,two-pager,memo \
	  --format pdf --out $(OUT)
	$(BRIEFGEN) build $(DOSSIER) --audience public --length blurb --format html --out $(OUT)
	for length in one-pager two-pager memo; do \
	  pdftoppm -r 100 -f 1 -singlefile -png \
	    $(OUT)/$(notdir $(DOSSIER))/congress-$$length.pdf $(OUT)/gallery/$$length || exit 1; \
	done
	$(BIN)/python tests/picture_of_newsletter.py \
	  $(OUT)/$(notdir $(DOSSIER))/public-blurb.html $(OUT)/gallery/newsletter.png
	$(BIN)/python tests/picture_of_verify.py $(OUT)/gallery/verify.png

# The newest libraries that pyproject.toml admits, in an environment of their own, and their versions.
# Run the suite before committing the result.
constraints:
	rm -rf $(VENV)-newest
	$(PYTHON) -m venv $(VENV)-newest
	$(VENV)-newest/bin/python -m pip --disable-pip-version-check install -q hatchling editables
	$(VENV)-newest/bin/python -m pip --disable-pip-version-check install -q \
	  --no-build-isolation --editable '.[dev,cluster,bench]'
	{ echo '# Every library in use, at the version that the suite has passed with: `make constraints`.'; \
	  $(VENV)-newest/bin/python -m pip freeze --exclude-editable --exclude pip | grep '=='; \
	} > constraints.txt
	rm -rf $(VENV)-newest

clean:
	rm -rf dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis $(VENV)-newest
	find $(CODE) -name __pycache__ -type d -exec rm -rf {} +

packages:
	@.ci/packages $(PACKAGES)

test-packages:
	@.ci/packages $(TEST_PACKAGES)

# The packages come before the environment (they may bring what makes it), and never again after it.
$(BIN)/python: | packages
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo 'briefgen needs Python 3.11 or later; name one: make PYTHON=python3.12 …' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

# Without build isolation, so that constraints.txt holds for what builds the package, too.
$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install -q -c constraints.txt hatchling editables
	$(PIP) install -q -c constraints.txt --no-build-isolation --editable .
	@# As pip does for all that is not editable: every start is half a second quicker.
	$(BIN)/python -m compileall -q briefgen
	@touch $@

$(VENV)/.installed-dev: pyproject.toml constraints.txt | $(VENV)/.installed
	$(PIP) install -q -c constraints.txt --no-build-isolation --editable '.[dev,cluster,bench]'
	@touch $@
