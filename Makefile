# The one door to the program: `make` lists what it opens. Messages are in Spanish, for whoever runs it.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory --no-builtin-rules

HOST ?= 127.0.0.1
PORT ?= 8000
# Processes that run tests at the same time.
JOBS ?= auto
# For single tests: make test-sqlite ARGS="tests/patients -k discharge"
ARGS ?=

# The first Python that is new enough.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py

# What is installed is known by a file whose name holds the hash of the lock.
hash = $(firstword $(shell sha256sum $(1)))
PROGRAM := $(VENV)/program-$(call hash,requirements.txt)
TOOLS := $(VENV)/tools-$(call hash,requirements-dev.txt)
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install --require-hashes --only-binary :all:

STATIC_FILES := $(shell find static seho patients attendance convalidation -path '*static*' -type f 2>/dev/null)

.PHONY: help run dev test test-sqlite test-postgres test-browser lint lint-style lint-types lint-floors \
	lint-templates lint-migrations bench bench-national bench-papers bench-photos bench-round bench-sheet effort lock clean reset

help: ## Muestra esta lista
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 18

# --- the program ----------------------------------------------------------------------------------

run: $(PROGRAM) .env var/static.done ## Prepara todo y abre el programa en http://HOST:PORT (127.0.0.1:8000)
	@if (exec 3<>/dev/tcp/$(HOST)/$(PORT)) 2>/dev/null; then
		echo "Ya hay un programa en $(HOST):$(PORT). Ciérrelo, o elija otro puerto: make run PORT=8001" >&2
		exit 1
	fi
	grep -q '^SITE_URL=.' .env || export SITE_URL=$${SITE_URL:-http://$(HOST):$(PORT)}
	grep -q '^ALLOWED_HOSTS=.' .env || export ALLOWED_HOSTS=$${ALLOWED_HOSTS:-$(OWN_NAMES)}
	$(MANAGE) migrate --verbosity 0
	$(MANAGE) createcachetable --verbosity 0
	$(MANAGE) load_catalogues >/dev/null
	$(MANAGE) sweep_files >/dev/null || true
	if grep -qiE '^SEHO_DEMO=(true|yes|on|1|y|ok)$$' .env; then $(MANAGE) load_demo; fi
	echo
	echo "El programa está en http://$(HOST):$(PORT) (Ctrl+C lo cierra)"
	$(BIN)/gunicorn seho.wsgi --bind $(HOST):$(PORT) --worker-class gthread --threads 8 --timeout 120 \
		--no-control-socket --log-level warning &
	$(with_worker)

dev: $(TOOLS) .env ## Como «run», con recarga al cambiar el código y páginas de error detalladas
	@export DEBUG=yes
	$(MANAGE) migrate --verbosity 0
	$(MANAGE) createcachetable --verbosity 0
	$(MANAGE) runserver $(HOST):$(PORT) &
	$(with_worker)

# Beside the server, what works in the background; where one of them ends, both do.
define with_worker
$(MANAGE) run_jobs &
trap 'kill $$(jobs -p) 2>/dev/null || true; wait || true' EXIT
trap 'exit 0' INT TERM
wait -n
endef

# On all addresses the program answers to each of the machine's names for itself.
OWN_NAMES = 127.0.0.1,localhost,$(HOST)$(if $(filter 0.0.0.0,$(HOST)),$(shell hostname -I | tr ' ' ',' | sed 's/^/,/; s/,*$$//'))

.env:
	@printf '%s\n' '# Prueba en esta máquina. Para usarlo de verdad: docs/operations.md y .env.example.' 'SEHO_DEMO=yes' >$@

var/static.done: $(PROGRAM) .env $(STATIC_FILES)
	@$(MANAGE) collectstatic --noinput --clear --verbosity 0
	touch $@

# --- the tests ------------------------------------------------------------------------------------

test: test-sqlite test-postgres test-browser ## Pasa todas las pruebas: SQLite, PostgreSQL y navegador

PYTEST := $(BIN)/python -m pytest --numprocesses $(JOBS)

test-sqlite: $(TOOLS) ## Pasa las pruebas sobre SQLite
	@SEHO_TEST_ENGINE=sqlite $(PYTEST) --ignore tests/browser $(ARGS)

test-postgres: $(TOOLS) ## Las mismas sobre PostgreSQL (TEST_DATABASE_URL, o uno que se levanta solo)
	@SEHO_TEST_ENGINE=postgres $(PYTEST) --ignore tests/browser $(ARGS)

test-browser: $(TOOLS) ## Recorre el programa en Chromium
	@$(have_light_browser) || .ci/apt "Chromium sin ventanas, para las pruebas en el navegador" chromium-headless-shell || true
	if ! { $(have_light_browser) || $(have_chromium) || .ci/apt "Chromium, para las pruebas en el navegador" chromium; } ||
		! { $(BIN)/playwright --version >/dev/null 2>&1 || .ci/apt "lo que necesita Playwright" libatomic1; }; then
		echo "No se pasaron las pruebas en el navegador." >&2
		[ "$${CI:-}" != true ]
		exit
	fi
	$(PYTEST) tests/browser $(ARGS)

have_chromium = { test -n "$${CHROMIUM:-}" || \
	command -v chromium chromium-browser google-chrome google-chrome-stable >/dev/null; }
# The same engine without the windows of a desktop, which cost a second of a processor for each page that opens.
have_light_browser = { test -n "$${CHROMIUM:-}" || command -v chromium-headless-shell >/dev/null; }

# --- the code -------------------------------------------------------------------------------------

lint: lint-style lint-types lint-floors lint-templates lint-migrations ## Revisa estilo, tipos, pisos, plantillas y migraciones

lint-style: $(TOOLS)
	@$(BIN)/ruff check .
	$(BIN)/ruff format --check .

lint-types: $(TOOLS)
	@$(BIN)/mypy

lint-floors: $(TOOLS)
	@$(BIN)/lint-imports --no-logo --no-cache

lint-templates: $(TOOLS)
	@$(BIN)/djlint templates --lint --quiet

lint-migrations: $(TOOLS)
	@DJANGO_SETTINGS_MODULE=tests.settings $(MANAGE) makemigrations --check --dry-run

bench: $(PROGRAM) .env var/static.done ## Mide las páginas principales con 10 000 estudiantes
	@$(MANAGE) bench $(ARGS)

# On the server of DATABASE_URL, or on one of the machine's own binaries, whose databases stay in var/ where --keep is said.
bench-national: $(TOOLS) .env var/static.done ## Mide en PostgreSQL con el país de diez años (ARGS="--keep" deja las bases; "--write", la tabla)
	@if [[ "$${DATABASE_URL:-}" == postgres* ]]; then
		$(MANAGE) bench_national $(ARGS)
	else
		$(BIN)/python -m tests.postgres var/bench-national $(MANAGE) bench_national $(ARGS)
		[[ "$(ARGS)" == *--keep* ]] || rm -rf var/bench-national
	fi

bench-sheet: $(PROGRAM) .env ## Mide el Excel de todas y todos los estudiantes de la base de datos, que solo lee
	@$(MANAGE) bench_sheet $(ARGS)

effort: $(TOOLS) ## Cuenta toques, teclas, campos y páginas de los seis trabajos principales (docs/effort.md)
	@$(have_chromium) || .ci/apt "Chromium, para hacer los trabajos" chromium
	$(BIN)/python -m tests.effort $(or $(ARGS),--keep)

bench-round: $(TOOLS) ## Mide la ronda y el registro en un teléfono lento (4 veces la CPU, 400 kbit/s, 400 ms)
	@$(BIN)/python -m tests.effort.slow $(ARGS)

bench-photos: $(PROGRAM) .env ## Mide fotos de 12 megapíxeles en el servidor de verdad, con la demostración cargada
	@$(MANAGE) bench_photos $(ARGS)

bench-papers: $(TOOLS) .env ## Mide cómo se hacen los documentos, frente a otras maneras
	@$(MANAGE) bench_papers $(ARGS)

# UPGRADE=1 takes the newest releases. No registry is named in the lock.
lock: $(TOOLS) ## Vuelve a fijar las dependencias (UPGRADE=1 las actualiza)
	@compile() {
		$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
			--quiet $(if $(UPGRADE),--upgrade) --output-file $$1.txt $$1.in
	}
	compile requirements
	compile requirements-signing
	compile requirements-dev
	! grep -n '://' requirements.txt requirements-signing.txt requirements-dev.txt

# --- the environment ------------------------------------------------------------------------------

$(BIN)/python:
	@if [ -z "$(PYTHON)" ]; then
		echo "Falta Python 3.11 o más nuevo: instálelo (por ejemplo «sudo apt-get install python3») y repita la orden." >&2
		exit 1
	fi
	if ! $(PYTHON) -c 'import ensurepip' 2>/dev/null; then
		.ci/apt "el módulo venv de Python" $$($(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
	fi
	$(PYTHON) -m venv --clear $(VENV)

$(PROGRAM): $(BIN)/python
	@echo "Instalando las dependencias del programa"
	$(PIP) --requirement requirements.txt
	$(call pdf_libraries)
	rm -f $(VENV)/program-*
	touch $@

$(TOOLS): $(BIN)/python
	@echo "Instalando las herramientas de prueba"
	$(PIP) --requirement requirements-dev.txt
	$(call pdf_libraries)
	rm -f $(VENV)/tools-*
	touch $@

# WeasyPrint loads them from the system: the import is the proof.
define pdf_libraries
if ! $(BIN)/python -c 'import weasyprint' >/dev/null 2>&1; then
	.ci/apt "lo que hace los PDF (Pango y HarfBuzz)" libpangoft2-1.0-0 libharfbuzz-subset0
	$(BIN)/python -c 'import weasyprint'
fi
endef

clean: ## Borra el entorno y lo que dejan las herramientas, no los datos
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis var/static var/static.done
	find seho patients attendance convalidation tests -name __pycache__ -type d -prune -exec rm -rf {} +

reset: ## Borra los datos de prueba (la carpeta var) después de preguntar
	@read -r -p "Se borrarán la base de datos, los archivos y las claves de la carpeta var. Escriba «borrar» para seguir: " answer
	if [ "$$answer" = borrar ]; then rm -rf var; echo "Borrado."; else echo "No se borró nada."; fi
