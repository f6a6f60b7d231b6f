# fish completion for ha and the programs behind it
#
# Nothing about options or verbs stands here: the programs are asked with
# --describe, names and numbers come from the data.

function __ha_accounts
    ha-account list 2>/dev/null | cut -f1
end

function __ha_tickets
    ha-ticket list --limit 100 2>/dev/null | cut -f1
    ha-ticket list -j 2>/dev/null |
        string replace -rf '.*"queue":"([^"]*)".*' 'queue:$1' | sort -u
end

function __ha_customers
    ha-customer list --limit 100 2>/dev/null | cut -f1,2
end

function __ha_programs
    complete -C 'ha-' | string replace -rf '^ha-([a-z]+)(\t.*)?$' '$1' |
        string match -rv '^(mime|engine)$' | sort -u
end

# The program that the line is about: "ha-ticket", or "ha sync".
function __ha_asked
    set -l line (commandline -opc)
    set -l name (string replace -r '.*/' '' -- $line[1])
    if test "$name" != ha; or test (count $line) -lt 2
        echo $name
    else if type -q ha-$line[2]
        echo ha-$line[2]
    else if not string match -q -- '-*' $line[2]
        printf '%s\n' ha $line[2]
    else
        echo ha
    end
end

# What may stand for an argument of this name.
function __ha_argument
    string match -qr 'ACCOUNT|SOURCE' -- $argv[1]; and __ha_accounts
    string match -qr CUSTOMER -- $argv[1]; and __ha_customers
    string match -qr 'REF|QUERY' -- $argv[1]; and __ha_tickets
    string match -qr 'FILE|DIR|SOURCE' -- $argv[1]; and __fish_complete_path (commandline -ct)
end

function __ha_complete
    set -l asked (__ha_asked)
    set -l line (commandline -opc)
    set -l previous $line[-1]
    set -l now (commandline -ct)
    set -l verbs
    set -l args
    set -l options
    for l in ($asked --describe 2>/dev/null)
        set -l f (string split \t -- $l)
        if test "$f[1]" = verb
            set -a verbs $f[2]\t$f[4]
            contains -- $f[2] $line[2..-1]; and set args $f[3]x$f[2]
        else if test "$f[1]" = opt
            if test -n "$f[4]"; and contains -- $previous (string trim -- $f[2]) $f[3]
                __ha_argument $f[4]
                return
            end
            set -a options $f[3]\t$f[5]
        end
    end
    if string match -q -- '-*' $now
        printf '%s\n' $options
        return
    end
    if test -z "$args"; and test (count $verbs) -gt 0
        printf '%s\n' $verbs
        test "$asked" = ha; and __ha_programs
        return
    end
    if test "$asked" = ha-account; and not string match -q '*xadd' -- $args
        set args ACCOUNT
    end
    switch "$asked"
        case 'ha doctor' 'ha sync' ha-fetch
            set args "$args ACCOUNT"
        case 'ha show'
            set args REF
        case 'ha help'
            __ha_programs
            return
    end
    test -n "$args"; or set args FILE
    __ha_argument $args
end

for program in ha ha-account ha-classify ha-customer ha-db ha-fetch ha-reply \
        ha-report ha-route ha-send ha-task ha-ticket ha-view ha-watch
    complete -c $program -f -a '(__ha_complete)'
end
