# bash completion for ha and the programs behind it
#
# Nothing about options or verbs stands here: the programs are asked with
# --describe, names and numbers come from the data.

declare -gA _ha_described

# What PROGRAM [VERB] says about itself, asked once in a shell.
_ha_describe() {
	local key="$*"
	[[ -n ${_ha_described[$key]+x} ]] ||
		_ha_described[$key]=$("$@" --describe 2>/dev/null)
	printf '%s\n' "${_ha_described[$key]}"
}

_ha_programs() {
	compgen -c ha- | sed -n 's/^ha-\([a-z]*\)$/\1/p' |
		grep -vE '^(mime|engine)$' | sort -u
}

_ha_accounts() {
	ha-account list 2>/dev/null | cut -f1
}

_ha_tickets() {
	ha-ticket list --limit 100 2>/dev/null | cut -f1
}

_ha_customers() {
	ha-customer list --limit 100 2>/dev/null | cut -f1
}

_ha_queues() {
	ha-ticket list -j 2>/dev/null |
		sed -n 's/.*"queue":"\([^"]*\)".*/queue:\1/p' | sort -u
}

# What may stand for an argument of this name.
_ha_argument() {
	case $1 in
	*ACCOUNT* | *SOURCE*) _ha_accounts ;;
	*CUSTOMER*) _ha_customers ;;
	*REF*) _ha_tickets ;;
	esac
	case $1 in *REF* | *QUERY*) _ha_queues ;; esac
	case $1 in *FILE* | *DIR* | *SOURCE* | *MODEL*) compgen -f -- "$2" ;; esac
}

_ha() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
	local -a asked=("${COMP_WORDS[0]##*/}")
	local i=1 verb='' lines kind short long arg help words=''

	# bash cuts words at colons; put query words together again
	if [[ $cur == : || $prev == : ]]; then
		[[ $cur == : ]] && cur=
		[[ $prev == : ]] && prev=${COMP_WORDS[COMP_CWORD - 2]}
		if [[ $prev == queue ]]; then
			mapfile -t COMPREPLY < <(compgen -W \
				"$(_ha_queues | cut -d: -f2)" -- "$cur")
			return
		fi
	fi
	if [[ ${asked[0]} == ha && $COMP_CWORD -gt 1 ]]; then
		if type -P "ha-${COMP_WORDS[1]}" >/dev/null; then
			asked=("ha-${COMP_WORDS[1]}")
		elif [[ ${COMP_WORDS[1]} != -* ]]; then
			asked+=("${COMP_WORDS[1]}")
		fi
		i=2
	fi
	lines=$(_ha_describe "${asked[@]}")
	for (( ; i < COMP_CWORD; i++)); do
		if [[ ${COMP_WORDS[i]} != -* ]] &&
			grep -q "^verb	${COMP_WORDS[i]}	" <<<"$lines"; then
			verb=${COMP_WORDS[i]}
			break
		fi
	done
	while IFS=$'\t' read -r kind short long arg help; do
		if [[ $kind == opt && -n ${arg# } &&
			($prev == "$long" || $prev == "$short") ]]; then
			words=$(_ha_argument "$arg" "$cur")
			mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
			return
		fi
		case $kind in
		opt) [[ $cur != -* ]] || words+=" $long" ;;
		verb)
			if [[ $cur != -* && -z $verb ]]; then
				words+=" $short"
			elif [[ $verb == "$short" ]]; then
				[[ ${asked[0]} == ha-account && $verb != add ]] &&
					long=ACCOUNT
				words+=" $(_ha_argument "$long" "$cur")"
			fi
			;;
		esac
	done <<<"${lines//$'\t\t'/$'\t \t'}"
	case ${asked[*]} in
	ha) [[ $cur == -* ]] || words+=" $(_ha_programs)" ;;
	'ha doctor' | 'ha sync' | ha-fetch) words+=" $(_ha_accounts)" ;;
	'ha show') words+=" $(_ha_tickets)" ;;
	'ha help') words+=" $(_ha_programs)" ;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
	[[ ${#COMPREPLY[@]} -gt 0 ]] || mapfile -t COMPREPLY < <(compgen -f -- "$cur")
}

complete -F _ha ha ha-account ha-classify ha-customer ha-db ha-fetch \
	ha-reply ha-report ha-route ha-send ha-task ha-ticket ha-view ha-watch
