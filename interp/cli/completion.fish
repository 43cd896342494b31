# fish completion for guize, written by `guize completion fish` from its tables of commands and options.
# Counties and runs are asked of the program itself, with the rules and the database the line names.

function __guize_bare
    test (count (commandline -opc)) -eq 1
end

function __guize_command
    set -l words (commandline -opc)
    test (count $words) -gt 1; and contains -- $words[2] $argv
end

function __guize_ask
    set -l words (commandline -opc)
    set -l given
    for i in (seq 2 (count $words))
        if contains -- $words[$i] --db --rules
            set -q words[(math $i + 1)]; and set -a given $words[$i] $words[(math $i + 1)]
        else if string match -q -- '--db=*' $words[$i]; or string match -q -- '--rules=*' $words[$i]
            set -a given $words[$i]
        end
    end
    eval (string escape -- (string replace -r '^~/' $HOME/ -- $words[1])) completion $argv (string escape -- $given) 2>/dev/null
end

# A database may stand where a command does.
function __guize_databases
    for file in (commandline -ct)*.db
        echo $file
    end
end

complete -c guize -f
complete -c guize -n __guize_bare -a '(__guize_databases)'
@NAMES@
@COMMANDS@
@TOPICS@
