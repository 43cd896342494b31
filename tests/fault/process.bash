# Processes and moments for the tests that end things while they work: what is waited for is a state, never a time, so
# that a slow or busy machine changes nothing. Sourced, not run.

# children PID: the processes whose parent it is, one a line, those that ended left out.
children() {
  local stat rest parent=$1
  for stat in /proc/[0-9]*/stat; do
    { read -r rest <"$stat"; } 2>/dev/null || continue
    set -- ${rest##*) }
    if [ "$2" = "$parent" ] && [ "$1" != Z ] && [ "$1" != X ]; then stat=${stat#/proc/}; echo "${stat%/stat}"; fi
  done
}

# workers_of PID COUNT: waits until it has so many children, whose numbers are then in `found`; fails when it ends before.
workers_of() {
  local tries=0
  found=()
  while [ "${#found[@]}" -lt "$2" ] && [ $((tries += 1)) -lt 3000 ] && kill -0 "$1" 2>/dev/null; do
    mapfile -t found < <(children "$1")
    test "${#found[@]}" -ge "$2" || sleep 0.02
  done
  test "${#found[@]}" -ge "$2"
}

# listens PID: waits until it catches SIGTERM itself, as guize does from its first steps on.
listens() {
  local tries=0 caught
  while [ $((tries += 1)) -lt 6000 ] && kill -0 "$1" 2>/dev/null; do
    caught=$(sed -n 's/^SigCgt:[[:space:]]*//p' "/proc/$1/status" 2>/dev/null)
    test $(((16#${caught:-0} >> 14) & 1)) = 1 && return 0
    sleep 0.01
  done
  return 1
}

# stopped_when PID FILE QUESTION: lets the process go on in short steps until the database answers the question with more
# than 0; leaves it stopped there (kill -CONT lets it go on). Fails when it ends before.
stopped_when() {
  local answer
  while kill -STOP "$1" 2>/dev/null; do
    answer=$(sqlite3 "$2" "$3" 2>/dev/null) # nothing while a commit has the file
    if [ "${answer:-0}" -gt 0 ]; then return 0; fi
    kill -CONT "$1" 2>/dev/null
    sleep 0.02
  done
  return 1
}
