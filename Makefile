# Everything starts here. `make` alone says what there is.
# bin/lib.sh is written for bash.
SHELL := bash
.PHONY: help demo test test-quick lint bench chaos chaos-browser build pictures messages lock clean

help: ## what there is
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t14

demo: ## run the platform with its sample content on http://127.0.0.1:$${PORT:-8000}
	@exec bin/demo

test: ## every test: units and browser on SQLite, units and a smoke on PostgreSQL
	@exec bin/test

test-quick: ## unit tests on SQLite only (arguments: ARGS="tests/cms -k search")
	@exec bin/test-quick $(ARGS)

lint: ## style, types, templates, import layers, migrations, message catalogues
	@exec bin/lint

bench: ## measure the yardsticks as ratios (PEERS=1: Kolibri beside us)
	@exec bin/bench

chaos: ## kill servers under devices and judge what is left (SEED=7 MINUTES=1 DEVICES=12 LEARNERS=24)
	@exec bin/chaos

chaos-browser: ## kill a browser around answering and judge what is left (SEED=7 ROUNDS=100)
	@exec bin/chaos-browser

pictures: ## take the pictures of docs/pictures anew, in a browser
	@exec bin/pictures

build: ## browser code, fonts and message catalogues
	@. bin/lib.sh && python_env build && build_all

messages: ## gather texts to translate into */locale (needs gettext)
	@exec bin/messages

lock: ## pin every Python and npm package again, with hashes
	@exec bin/lock

clean: ## remove what was built and installed here; DATA_DIR stays
	rm -rf .venv .venv-* static/dist static/node_modules tests/lti/tool/node_modules
