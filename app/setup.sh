# Shared by app/run and tests/run: installs what is missing and builds a preset. Sourced, not run.

# Debian 12 package : what it is for. The list of everything the program needs.
build_packages=(
  "g++:the compiler"
  "cmake:the build"
  "ninja-build:the build"
  "qt6-base-dev:Qt 6, the window"
  "qt6-svg-dev:Qt 6, SVG figures and icons"
  "qt6-image-formats-plugins:WebP and TIFF pictures"
  "libqcustomplot-dev:the charts"
  "libeigen3-dev:linear algebra"
  "libtbb-dev:parallel training"
  "libarchive-dev:zip, tgz and npz files"
  "zlib1g-dev:gz files"
  "libcli11-dev:the command line"
  "nlohmann-json3-dev:JSON files"
  "libgif-dev:animated GIFs"
  "fonts-dejavu-core:a font, without which a bare machine shows no text"
  "dataset-fashion-mnist:the Fashion-MNIST images"
)
test_packages=(
  "libbenchmark-dev:the benchmarks"
  "python3-numpy:reading result folders back in the tests"
)

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '%s\n' "$*" >&2; }

# Installs those of the given "package:purpose" entries that are missing.
install_missing() {
  local entry package missing=()
  for entry in "$@"; do
    package=${entry%%:*}
    if ! dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$'; then
      missing+=("$package")
      say "needed: $package (${entry#*:})"
    fi
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if ! command -v apt-get >/dev/null; then
    say "This machine has no apt-get; please install the packages named above by hand."
    return 1
  fi
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      say "Installing needs root rights: run as root, or install sudo, or install the packages named above by hand."
      return 1
    fi
    as_root=(sudo)
  fi
  say "Installing ${#missing[@]} package(s) by apt ..."
  "${as_root[@]}" apt-get update -q >&2 || say "apt-get update failed; trying with the lists that are here."
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}" >&2
}

# Configures (when needed) and builds a preset: build_preset PRESET [cmake configure arguments...] [--target TARGET]
build_preset() {
  local preset=$1 target=all
  shift
  if [ $# -ge 2 ] && [ "${*: -2:1}" = "--target" ]; then
    target=${*: -1}
    set -- "${@:1:$#-2}"
  fi
  if [ ! -f "$root/build/$preset/build.ninja" ] || [ $# -gt 0 ]; then
    say "Configuring the $preset build ..."
    local log status=0
    log=$(mktemp)
    (cd "$root" && cmake --preset "$preset" "$@" >"$log" 2>&1) || status=$?
    [ $status -eq 0 ] || cat "$log" >&2
    rm -f "$log"
    if [ $status -ne 0 ]; then
      say "Configuring failed; the messages above say why."
      return 1
    fi
  fi
  (cd "$root" && cmake --build --preset "$preset" --target "$target") || {
    say "The build failed; the messages above say why."
    return 1
  }
}
