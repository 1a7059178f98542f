"""What the commands of conditions and values call: texts and numbers in POSIX sh, without any other program.

Each function leaves its result in `pipec_value`. Texts are cut and joined, never matched as patterns and never read
as programs. What the evaluator of expressions calls an error is `pipec_trouble`: the first one ends the step.
`pipec_missing` is empty outside `default`, `orElse` and `ifSet`; in their first argument it is `may`, and `is` once
a name there had no value: what follows it is then not evaluated any more, so its troubles do not count.
"""

LIBRARY = r"""# What conditions and values call.

pipec_missing='' pipec_problem=''

pipec_trouble() { # TEXT: the expression has no value
  [ "$pipec_missing" = is ] || [ -n "$pipec_problem" ] || pipec_problem=$1
  pipec_value=''
}

pipec_absent() { # a name without a value; empty text where no one asks
  [ "$pipec_missing" != may ] || pipec_missing=is
  pipec_value=''
}

pipec_succeeded() { [ ! -e "$pipec_state/failed" ]; }

pipec_failed() { [ -e "$pipec_state/failed" ]; }

pipec_file() { # FILE DEFAULT: leaves the exact content in pipec_value
  pipec_value=$2
  if [ -f "$1" ]; then
    pipec_value=$("$pipec_cat" "$1" && echo .)
    pipec_value=${pipec_value%.}
  fi
}

pipec_output() { # STATE PATH
  if [ -f "$1/$2" ]; then pipec_file "$1/$2" ''; else pipec_absent; fi
}

pipec_job_status() { # STATE
  pipec_value=success
  [ ! -e "$1/failed" ] || pipec_value=failure
}

pipec_variable() { # NAME [DEFAULT]: the name is the compiler's
  eval "pipec_found=\${$1+1} pipec_value=\${$1-}"
  if [ -n "$pipec_found" ]; then return; fi
  if [ "$#" -eq 2 ]; then pipec_value=$2; else pipec_absent; fi
}

# 512 characters, whatever they are: a long head goes in parts, because shells need quadratic time to take it off.
pipec_many='????????'
pipec_many=$pipec_many$pipec_many$pipec_many$pipec_many$pipec_many$pipec_many$pipec_many$pipec_many
pipec_many=$pipec_many$pipec_many$pipec_many$pipec_many$pipec_many$pipec_many$pipec_many$pipec_many

pipec_cut() { # TEXT: parts pipec_rest at the first TEXT into pipec_head and the new pipec_rest; fails without one
  case $pipec_rest in
    *"$1"*) ;;
    *) return 1 ;;
  esac
  pipec_head=${pipec_rest%%"$1"*} pipec_tail=$pipec_rest
  pipec_lead=$pipec_head
  while :; do
    # shellcheck disable=SC2254,SC2295
    case $pipec_lead in
      $pipec_many*) pipec_lead=${pipec_lead#$pipec_many} pipec_tail=${pipec_tail#$pipec_many} ;;
      *) break ;;
    esac
  done
  pipec_tail=${pipec_tail#"$pipec_lead$1"}
  [ "$pipec_head$1$pipec_tail" = "$pipec_rest" ] || pipec_tail=${pipec_rest#"$pipec_head$1"}
  pipec_rest=$pipec_tail
}

pipec_sought() { # FUNCTION TEXT: whether there is something to look for
  [ -n "$2" ] || pipec_trouble "'$1' needs a text that is not empty to look for"
  [ -n "$2" ]
}

pipec_replace() { # FUNCTION TEXT OLD NEW
  pipec_value='' pipec_rest=$2
  pipec_sought "$1" "$3" || return 0
  while pipec_cut "$3"; do
    pipec_value=$pipec_value$pipec_head$4
    [ "$1" != replaceFirst ] || break
  done
  pipec_value=$pipec_value$pipec_rest
}

pipec_item() { # TEXT SEPARATOR NUMBER: that part of the text, from 0
  pipec_value='' pipec_rest=$1 pipec_count=$3
  pipec_sought split "$2" || return 0
  while pipec_cut "$2"; do
    pipec_value=$pipec_head
    [ "$pipec_count" -ne 0 ] || return 0
    pipec_count=$((pipec_count - 1))
  done
  pipec_value=$pipec_rest
  if [ "$pipec_count" -ne 0 ]; then pipec_no_item; fi
}

pipec_no_item() {
  pipec_absent
  [ -n "$pipec_missing" ] || pipec_trouble "'split' gives fewer parts than the one that is asked for"
}

pipec_has_part() { # TEXT SEPARATOR PART: whether one part of the text is PART
  pipec_rest=$1
  pipec_sought split "$2" || return 1
  while pipec_cut "$2"; do
    [ "$pipec_head" != "$3" ] || return 0
  done
  [ "$pipec_rest" = "$3" ]
}

pipec_plain() { # TEXT: whether every character is one of these, so surely of ASCII
  case $1 in
    *[!ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./:@+,=%' '-]*) return 1 ;;
  esac
}

pipec_exchange() { # TEXT 'OLD NEW OLD NEW': characters for characters
  pipec_value=$1 pipec_old=''
  for pipec_new in $2; do
    if [ -z "$pipec_old" ]; then
      pipec_old=$pipec_new
      continue
    fi
    case $pipec_value in
      *"$pipec_old"*) pipec_replace replace "$pipec_value" "$pipec_old" "$pipec_new" ;;
    esac
    pipec_old=''
  done
}

pipec_lower() { # TEXT PAIRS SIGMA
  pipec_ascii='A a B b C c D d E e F f G g H h I i J j K k L l M m N n O o P p Q q R r S s T t U u V v W w X x Y y Z z'
  pipec_exchange "$1" "$pipec_ascii"
  pipec_plain "$1" || pipec_exchange "$pipec_value" "$2"
  case $1 in
    *"$3"*) pipec_trouble "'lower' of a capital sigma depends on the letters around it, which a shell does not know" ;;
  esac
}

pipec_upper() { # TEXT PAIRS
  pipec_ascii='a A b B c C d D e E f F g G h H i I j J k K l L m M n N o O p P q Q r R s S t T u U v V w W x X y Y z Z'
  pipec_exchange "$1" "$pipec_ascii"
  pipec_plain "$1" || pipec_exchange "$pipec_value" "$2"
}

pipec_length() { # TEXT: its characters
  pipec_value=${#1}
  pipec_plain "$1" && return
  # The step's own PATH is set already.
  pipec_value=$(PATH=/usr/bin:/bin:$PATH && printf '%s' "$1" | LC_ALL=C tr -d '\200-\277' | LC_ALL=C wc -c)
  pipec_value=$((pipec_value + 0))
  [ "$pipec_value" -gt 0 ] || pipec_trouble "'length' of a text beyond ASCII needs the programs 'tr' and 'wc'"
}

# Numbers have one form: -12, 0, 1.5. A shell knows whole ones below 2^63.

pipec_number() { # makes the number in pipec_value that its text says
  pipec_sign='' pipec_part='' pipec_whole=${pipec_value#[+-]}
  case $pipec_value in -*) pipec_sign=- ;; esac
  case $pipec_whole in
    *.*) pipec_part=${pipec_whole#*.} pipec_whole=${pipec_whole%%.*} ;;
    *) pipec_part=0 ;;
  esac
  pipec_digits "$pipec_whole" && pipec_digits "$pipec_part" || return 0
  while :; do
    case $pipec_whole,$pipec_part in
      0?*,*) pipec_whole=${pipec_whole#0} ;;
      *,*0) pipec_part=${pipec_part%0} ;;
      *) break ;;
    esac
  done
  pipec_value=$pipec_sign$pipec_whole${pipec_part:+.$pipec_part}
  [ "$pipec_value" != -0 ] || pipec_value=0
  pipec_limit=18
  [ -z "$pipec_part" ] || pipec_limit=15
  [ "$((${#pipec_whole} + ${#pipec_part}))" -le "$pipec_limit" ] || pipec_beyond
}

pipec_digits() {
  case $1 in
    '' | *[!0123456789]*) pipec_trouble 'a text that has to be a decimal number is none' && return 1 ;;
  esac
}

pipec_beyond() {
  pipec_trouble 'a shell computes with whole numbers of up to 18 digits and compares fractions of up to 15 only'
}

pipec_calculate() { # A OPERATOR B
  pipec_value='' pipec_left=${1#-} pipec_right=${3#-}
  case $pipec_left,$pipec_right in
    ,* | *, | *.* | ???????????????????*,* | *,???????????????????*) pipec_beyond && return ;;
  esac
  case $2 in
    +) pipec_value=$(($1 + $3)) ;;
    -) pipec_value=$(($1 - $3)) ;;
    %)
      [ "$3" -ne 0 ] || pipec_trouble "'%' divides by zero"
      [ "$3" -eq 0 ] || pipec_value=$(($1 % $3))
      ;;
    *)
      if [ "$((${#pipec_left} + ${#pipec_right}))" -gt 18 ]; then pipec_beyond; else pipec_value=$(($1 * $3)); fi
      ;;
  esac
}

pipec_negate() { # A
  case $1 in
    '' | 0) pipec_value=$1 ;;
    -*) pipec_value=${1#-} ;;
    *) pipec_value=-$1 ;;
  esac
}

pipec_order() { # A TEST B: as in test -lt
  [ -n "$1" ] && [ -n "$3" ] || return 1
  case $1,$3 in
    -*,-*) pipec_magnitude "${3#-}" "${1#-}" ;;
    -*) pipec_value=-1 ;;
    *,-*) pipec_value=1 ;;
    *) pipec_magnitude "$1" "$3" ;;
  esac
  test "$pipec_value" "$2" 0
}

pipec_magnitude() { # A B: leaves -1, 0 or 1
  pipec_left=${1%%.*} pipec_right=${2%%.*}
  if [ "$pipec_left" -eq "$pipec_right" ]; then
    pipec_pad "${1#"$pipec_left"}" && pipec_left=$pipec_value
    pipec_pad "${2#"$pipec_right"}" && pipec_right=$pipec_value
  fi
  pipec_value=0
  [ "$pipec_left" -ge "$pipec_right" ] || pipec_value=-1
  [ "$pipec_left" -le "$pipec_right" ] || pipec_value=1
}

pipec_pad() { # .FRACTION: as a whole number, one and 15 places
  pipec_value=1${1#.}
  while [ "${#pipec_value}" -lt 16 ]; do pipec_value=${pipec_value}0; done
}
"""
"""Functions of POSIX sh. `tr` and `wc` are called for the length of texts beyond ASCII, `cat` for files."""
