# Shared by the commands in this folder: what each installs, it installs here.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
venv=.venv
export PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONUNBUFFERED=1

say() { printf '%s\n' "$*" >&2; }

# need COMMAND-OR-TEST PACKAGE...: a Debian package must be there before anything is downloaded.
missing_packages=()
need() {
  local probe=$1; shift
  eval "$probe" >/dev/null 2>&1 || missing_packages+=("$@")
}

# Installs what `need` found missing: as root by itself, otherwise it says what to run.
install_missing() {
  [ ${#missing_packages[@]} -gt 0 ] || return 0
  if [ "$(id -u)" != 0 ]; then
    say "Missing system packages. Run: sudo apt-get install ${missing_packages[*]}"
    exit 1
  fi
  say "Installing ${missing_packages[*]} …"
  apt-get update -qq >/dev/null
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing_packages[@]}" >/dev/null
}

# For PDFs (docs/decisions/019): without them the platform runs, and pages offer the browser's print.
pdf_packages=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core)
has_pdf() {
  ls /usr/lib/*/libpangoft2-1.0.so.0 /usr/lib/*/libharfbuzz-subset.so.0 /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf
}
need_pdf() { need has_pdf "${pdf_packages[@]}"; }

# wish_pdf: where nobody may install, it says what is missed and goes on.
wish_pdf() {
  if [ "$(id -u)" = 0 ]; then
    need_pdf
  else
    has_pdf >/dev/null 2>&1 ||
      say "No PDFs without Pango; readers print in their browser. To have them: sudo apt-get install ${pdf_packages[*]}"
  fi
}

need_python() {
  need 'python3 -c "import ensurepip, venv"' python3-venv
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
    say "Python 3.11 or newer is needed; found: $(python3 --version 2>&1)."
    exit 1
  }
}

hash_of() { find "$@" -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1; }

# up_to_date STAMP HASH: whether STAMP was written with HASH.
up_to_date() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }

# python_env run|build|dev: the virtual environment with everything that requirements/$1.txt pins.
python_env() {
  local wanted stamp=$venv/.installed-$1
  wanted=$(hash_of "requirements/$1.txt")
  up_to_date "$stamp" "$wanted" && return 0
  [ -x $venv/bin/python ] || python3 -m venv $venv
  say "Installing Python packages ($1) …"
  # The pins are whole, and leave out what no setting of ours uses: nothing is to be looked for.
  $venv/bin/pip install -qq --no-deps --require-hashes -r "requirements/$1.txt"
  echo "$wanted" >"$stamp"
}

# node_env [--omit=dev]: the browser packages that static/package-lock.json pins.
node_env() {
  local wanted stamp=static/node_modules/.installed
  wanted="$(hash_of static/package-lock.json) $*"
  # What a full install holds serves the smaller one as well.
  up_to_date "$stamp" "$wanted" || up_to_date "$stamp" "${wanted% *} " && return 0
  say "Installing browser packages …"
  (cd static && PATH="$PWD/../$venv/bin:$PATH" npm ci --silent --ignore-scripts "$@")
  echo "$wanted" >"$stamp"
}

# Browser code, fonts and message catalogues; only what changed since the last time.
build_all() {
  node_env "$@"
  local fonts code stamps=static/dist/.stamps
  mkdir -p $stamps
  fonts=$(hash_of static/fonts.py static/package-lock.json)
  up_to_date $stamps/fonts "$fonts" || {
    say "Making the fonts …"
    $venv/bin/python static/fonts.py static/dist/fonts
    echo "$fonts" >$stamps/fonts
  }
  up_to_date $stamps/icons "$(hash_of static/icons.py static/icon.svg)" || {
    $venv/bin/python static/icons.py static/dist/icons
    hash_of static/icons.py static/icon.svg >$stamps/icons
  }
  code=$(hash_of static/src static/css static/build.mjs static/icon.svg static/package-lock.json \
    cms/search/language.json progress/pictures.json progress/words.json)
  up_to_date $stamps/code "$code" || {
    say "Building the browser code …"
    (cd static && PATH="$PWD/../$venv/bin:$PATH" npm run --silent build)
    echo "$code" >$stamps/code
  }
  local catalogue
  for catalogue in */locale/*/LC_MESSAGES/django.po; do
    [ "${catalogue%.po}.mo" -nt "$catalogue" ] || $venv/bin/pybabel --quiet compile \
      --input-file "$catalogue" --output-file "${catalogue%.po}.mo" --statistics >/dev/null 2>&1
  done
}
