#!/bin/sh
# Print the first interpreter that is exactly one of the wanted versions and can make virtual environments.
#
#     scripts/maintenance/find_python.sh 3.11 3.12
#
# Looks on PATH first, then where pyenv, uv and the system keep interpreters that are not on PATH:
# a pyenv shim named python3.12 may exist and still refuse to run. Exit 1, printing nothing on
# standard output, if there is none; what was found but unusable is told on standard error.

candidates() {
    version=$1
    for name in "python$version" python3 python; do
        # every match on PATH, not only the first: the first may be a shim that refuses
        old_ifs=$IFS
        IFS=:
        for directory in $PATH; do
            [ -x "$directory/$name" ] && printf '%s\n' "$directory/$name"
        done
        IFS=$old_ifs
    done
    pyenv_root=${PYENV_ROOT:-$(pyenv root 2>/dev/null || printf '%s' "$HOME/.pyenv")}
    for path in \
        "$pyenv_root/versions/$version"*/bin/"python$version" \
        "${XDG_DATA_HOME:-$HOME/.local/share}/uv/python/cpython-$version"*/bin/"python$version" \
        "/usr/local/bin/python$version" \
        "/opt/homebrew/bin/python$version"; do
        [ -x "$path" ] && printf '%s\n' "$path"
    done
}

for version in "$@"; do
    found=$(candidates "$version" | while IFS= read -r path; do
        actual=$("$path" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
        [ "$actual" = "$version" ] || continue
        # the interpreter's own name for itself, since the path may be a shim
        if "$path" -c 'import venv, ensurepip, sys; print(sys.executable)' 2>/dev/null; then
            break
        fi
        echo "found $path, but it cannot make virtual environments (no ensurepip);" \
            "on Debian or Ubuntu install the package python$version-venv" >&2
    done)
    if [ -n "$found" ]; then
        printf '%s\n' "$found"
        exit 0
    fi
done
exit 1
