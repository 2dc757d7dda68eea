# Sourced by the scripts beside it: download PACKAGE==VERSION FOLDER, as the registry has it, without its dependencies.
# A source distribution is only unpacked by its own setup.py under an old setuptools, hence an environment for this alone.
python3 -m venv "$work/pip"
"$work/pip/bin/pip" install -q 'setuptools<66' wheel
download() {
  (cd "$2" && "$work/pip/bin/pip" download -q --no-deps --no-build-isolation -d . "$1")
}
