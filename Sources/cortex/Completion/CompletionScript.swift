/// The scripts that have a shell ask this program how a command line can go on.
///
/// They know no command: so they need not be replaced with the program, and what is suggested is one
/// decision for all shells. The argument parser's own scripts are not used. That for bash has the shell
/// expand suggestions, `$(…)` in the name of a file included, and none completes a word with `:` or `=` in it.
enum CompletionScript: String, CaseIterable {
  case bash, zsh, fish

  var text: String {
    switch self {
    case .bash: Self.forBash
    case .zsh: Self.forZsh
    case .fish: Self.forFish
    }
  }

  private static let forBash = #"""
    # bash completion for cortex: source this file, or have it as
    # ~/.local/share/bash-completion/completions/cortex where bash-completion is installed.

    _cortex() {
      local program=${1/#'~/'/"$HOME/"} answer
      COMPREPLY=()
      mapfile -t answer < <(
        "$program" ---complete bash "${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" "$COMP_TYPE" \
          2> /dev/null < /dev/null
      )
      case ${answer[0]-} in
        words)
          COMPREPLY=("${answer[@]:1}")
          compopt -o nosort
          [[ ${COMPREPLY[0]-} != */ ]] || compopt -o nospace
          ;;
        files) compopt -o default ;;
        folders) compopt -o dirnames ;;
      esac
    }

    complete -F _cortex cortex

    """#

  private static let forZsh = #"""
    #compdef cortex
    # zsh completion for cortex: have this file as _cortex in a folder of $fpath, or source it after compinit.

    _cortex() {
      local program="${${(Q)words[1]}/#\~\//$HOME/}" line value meaning
      local -a answer values shown open
      local -i width=0
      answer=("${(@f)$(
        "$program" ---complete words "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2> /dev/null < /dev/null
      )}")
      case ${answer[1]%%$'\t'*} in
        words)
          shift answer
          for line in "${answer[@]}"; do
            value=${line%%$'\t'*}
            (( ${#value} <= width )) || width=${#value}
          done
          for line in "${answer[@]}"; do
            value=${line%%$'\t'*} meaning=${line#*$'\t'}
            if [[ $value == */ ]]; then open+=("$value"); continue; fi
            values+=("$value")
            shown+=("${(r:width:)value}${meaning:+  -- ${meaning[1,COLUMNS-width-6]}}")
          done
          (( ! ${#values} )) || compadd -l -V cortex -d shown -a values
          (( ! ${#open} )) || compadd -V cortex-folders -S '' -a open
          ;;
        files) compset -P '--*='; _files ;;
        folders) compset -P '--*='; _files -/ ;;
      esac
    }

    # As a file of $fpath it is run at the first completion; else it is for later.
    if [[ ${funcstack[1]-} == _cortex ]]; then _cortex "$@"; else compdef _cortex cortex; fi

    """#

  private static let forFish = #"""
    # fish completion for cortex: have this file as ~/.config/fish/completions/cortex.fish.

    function __cortex_complete
        set -l words (commandline -opc)
        set -l current (commandline -ct)
        # Without the quotes; an open one is left out.
        set -l plain (string unescape -- $current; or string replace -r '^[\'"]' '' -- $current)
        set -l answer (command $words[1] ---complete words $words[2..-1] "$plain" 2>/dev/null </dev/null)
        set -l kind (string split \t -- "$answer[1]")
        switch "$kind[1]"
            case words
                string join \n -- $answer[2..-1]
            case files
                __fish_complete_path (string replace -- "$kind[2]" '' "$plain") | string replace -r '^' -- "$kind[2]"
            case folders
                __fish_complete_directories (string replace -- "$kind[2]" '' "$plain") '' | string replace -r '^' -- "$kind[2]"
        end
    end

    complete -c cortex -e
    complete -c cortex -k -f -a '(__cortex_complete)'

    """#
}
