# Sourced by the scripts beside it: download PACKAGE==VERSION FOLDER, without its dependencies.
# pip asks a source distribution for its metadata before it hands it over, which needs setuptools and wheel of that time: hence
# an environment of their own.
python3 -m venv "$work/pip"
"$work/pip/bin/pip" install -q 'setuptools<66' wheel
download() {
  (cd "$2" && "$work/pip/bin/pip" download -q --no-deps --no-build-isolation -d . "$1")
}
