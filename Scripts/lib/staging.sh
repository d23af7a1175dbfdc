# What an installation of cortex consists of; for Scripts/install and Scripts/package.

# build_program: builds cortex as it is installed, and prints its path.
build_program() {
  Scripts/setup
  swift build -c release --static-swift-stdlib --product cortex >&2
  echo "$PWD/.build/release/cortex"
}

# stage FOLDER PROGRAM: puts everything into FOLDER as it lies below a prefix.
stage() {
  local to=$1 program=$2 page shell
  install -D -m 755 "$program" "$to/bin/cortex"
  strip --strip-unneeded "$to/bin/cortex"
  for page in docs/man/*.1; do install -D -m 644 -t "$to/share/man/man1" "$page"; done
  install -d "$to/share/bash-completion/completions" "$to/share/zsh/site-functions" \
    "$to/share/fish/vendor_completions.d"
  for shell in bash:bash-completion/completions/cortex zsh:zsh/site-functions/_cortex \
    fish:fish/vendor_completions.d/cortex.fish; do
    "$program" --generate-completion-script "${shell%%:*}" > "$to/share/${shell#*:}"
    chmod 644 "$to/share/${shell#*:}"
  done
  install -D -m 644 -t "$to/share/doc/cortex" README.md CHANGELOG.md
}
