#compdef guize
# zsh completion for guize, written by `guize completion zsh` from its tables of commands and options.
# Counties and runs are asked of the program itself, with the rules and the database the line names.

_guize_ask() {
  local -a lines given
  local name value
  for name in --db --rules; do
    value=${words[$words[(I)$name]+1]}
    if (( $words[(I)$name] )) && [[ -n $value ]] given+=($name ${(Q)~value})
    value=${words[(R)$name=*]#*=}
    if [[ -n $value ]] given+=($name ${(Q)value})
  done
  lines=(${(f)"$($guize_program completion $1 $given 2>/dev/null)"})
  lines=(${lines//:/\\:})
  lines=(${lines//$'\t'/:})
  _describe -t $1 $1 lines
}

_guize_counties() { _guize_ask counties }
_guize_runs() { _guize_ask runs }

_guize_commands() {
  local -a commands
  commands=(
@NAMES@
  )
  _describe -t commands command commands
}

_guize_topics() {
  local -a topics
  topics=(@TOPICS@)
  _guize_commands
  _describe -t topics topic topics
}

_guize() {
  local guize_program=${(Q)~words[1]} guize_command=$words[2]
  if (( CURRENT == 2 )); then
    _guize_commands || _files -g '*.db'
    return
  fi
  shift words
  (( CURRENT-- ))
  case $guize_command in
@COMMANDS@
  esac
}

if [[ $funcstack[1] == _guize ]]; then _guize "$@"; else compdef _guize guize; fi
