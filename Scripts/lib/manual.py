"""What the manual pages say and the program's own help does not."""

# Of the last change to this file or to the help.
DATE = "2026-11-30"

DESCRIPTION = """\
Nothing changes without consent: on a terminal the last question is always "Go ahead?"; without one, a change \
that needs consent takes --yes, and otherwise prints what it would do and exits with 2. What changes anything \
takes --dry-run. Results go to standard output; progress, warnings and questions go to standard error."""

OPTIONS = [
    ("--version", "Show the version. With --verbose, also the versions of the libraries that cortex is built on."),
    ("--generate-completion-script SHELL",
     "Print completions for bash, zsh or fish: commands, options, generation numbers, paths in them, and keys in "
     "conflict."),
]

EXIT_STATUS = [
    ("0", "Success; also if there was nothing to do."),
    ("1", "Failed, and changed nothing."),
    ("2", "Needs a decision: about a conflict, or consent."),
    ("3", "Found damage, a failed check, or an outdated entry."),
    ("4", "Failed, and undid its changes."),
    ("5", "Needs attention: a change could be neither completed nor undone. The message says what to do."),
    ("64", "Wrong usage."),
    ("75", "Another cortex is running in the deployment; --wait waits for it."),
    ("130", "Interrupted."),
]

ENVIRONMENT = [
    ("CORTEX_WORKSPACE", "The deployment's folder, unless --workspace names it."),
    ("CORTEX_STORE", "The store's folder, unless --store names it."),
    ("CORTEX_PASSPHRASE", "The passphrase of a secret key, where nobody is to be asked."),
    ("GITHUB_TOKEN, GH_TOKEN", "A token for private repositories on GitHub; GH_TOKEN counts if both are set. It is sent "
     "to GitHub alone."),
    ("GH_HOST", "The host of a GitHub of your own."),
    ("CORTEX_GITHUB_API", "Where GitHub's API is: for a mirror. Without TLS only on this machine."),
    ("https_proxy, http_proxy, all_proxy, no_proxy", "Proxies, as curl(1) reads them."),
    ("VISUAL, EDITOR", "The editor for config resolve --edit and for answers."),
    ("NO_COLOR", "If not empty, no colour is used, unless --color says so."),
    ("TERM", "Where it is dumb, no colour and no moving line is used."),
    ("TMPDIR", "Where temporary folders are made (default: /tmp)."),
]

FILES = [
    (".cortex/", "The store, in the deployment's folder: generations, and the objects that they consist of. It can be "
     "read without cortex; store-format.md in the project describes it."),
    (".cortex/layers.yaml", "Which layer files belong to, where the usual rules are wrong."),
    (".cortex/keys/", "The public keys whose signatures of releases count."),
    (".cortex/release-cache/", "What was downloaded; 'cortex gc' empties it."),
    ("$XDG_CONFIG_HOME/systemd/user/cortex-*.timer, cortex-*.service",
     "What cortex schedule --install writes (without XDG_CONFIG_HOME in ~/.config)."),
    ("~/.netrc", "Names and passwords of servers that releases come from."),
]

EXAMPLES = {
    "cortex": [
        ("Put a deployment under management, and upgrade it:", [
            "cd my-project", "cortex init --channel OWNER/NAME", "cortex check", "cortex upgrade"]),
        ("Go back:", ["cortex rollback"]),
        ("Have completions in bash, without a package:", [
            "cortex --generate-completion-script bash \\",
            "  > ~/.local/share/bash-completion/completions/cortex"]),
    ],
    "cortex-init": [
        ("Find the installed release on GitHub, and take newer ones from there:", [
            "cortex init --channel OWNER/NAME"]),
        ("Name the installed release:", ["cortex init --release ../cortex-5.2.0.zip"]),
    ],
    "cortex-status": [("Show the current generation's number:", ["cortex status --json | jq .current"])],
    "cortex-snapshot": [("Keep the present state, with a note:", ["cortex snapshot -m 'before the move'"])],
    "cortex-check": [("In a script:", [
        "cortex check --exit-code --quiet || echo 'there is a newer release'"])],
    "cortex-upgrade": [
        ("See the plan, then carry out that plan and no other:", [
            "cortex upgrade ../cortex-5.3.0.zip --dry-run", "cortex upgrade ../cortex-5.3.0.zip --plan ID"]),
        ("Without questions, keeping your side of every conflict:", [
            "cortex upgrade --on-conflict yours --yes"]),
    ],
    "cortex-rollback": [
        ("Also put the brain back as it was:", ["cortex rollback --data restore"]),
        ("To the last state of a day:", ["cortex rollback --to 2026-01-31"]),
    ],
    "cortex-channel": [("Take releases from a folder:", ["cortex channel set /srv/cortex-releases"])],
    "cortex-key": [("Trust a publisher:", ["cortex key add cortex.pub"])],
    "cortex-release": [
        ("Build and sign the packages of a release:", [
            "cortex release build cortex-5.3.0 --version 5.3.0 --from cortex-5.2.0 --output out",
            "cortex release sign -s cortex.sec out/SHA256SUMS.txt"]),
    ],
    "cortex-config": [
        ("Take the release's value after all:", [
            "cortex config resolve response-templates.yaml templates.greeting.title --take release"]),
        ("Have git merge configurations with cortex:", [
            "git config merge.cortex.driver \\",
            "  'cortex config merge %O %A %B -o %A --path %P --markers --marker-size %L'",
            "echo '*.yaml merge=cortex' >> .gitattributes"]),
    ],
    "cortex-gen": [
        ("Bring one file back as it was before the last upgrade:", ["cortex gen restore ~1 src/main.py"]),
        ("See what an upgrade changed in it:", ["cortex gen diff ~1 current src/main.py"]),
        ("Take a state to another machine:", ["cortex gen export current state.pack"]),
    ],
    "cortex-migrate": [("Check migrations before users run them:", ["cortex migrate lint migrations"])],
    "cortex-gc": [("Keep more than by default:", ["cortex gc --keep-last 10 --keep-weekly 8"])],
    "cortex-verify": [
        ("Every night, a tenth of the store:", ["cortex verify --subset 10%"]),
        ("Restore damaged objects:", ["cortex verify --repair --from ../cortex-5.3.0.zip"]),
    ],
    "cortex-schedule": [
        ("Install a timer for the deployment in this folder, and start it:", [
            "cortex schedule --install", "systemctl --user daemon-reload",
            "systemctl --user list-timers 'cortex-*'"]),
        ("Without systemd:", ["(crontab -l; cortex schedule --cron) | crontab -"]),
    ],
    "cortex-doctor": [("In a script:", ["cortex doctor --json | jq -r '.checks[] | select(.result != \"ok\") | .detail'"])],
}

RELATED = {
    "upgrade": ["cortex-check", "cortex-rollback", "cortex-config"],
    "rollback": ["cortex-gen", "cortex-upgrade"],
    "check": ["cortex-channel", "cortex-upgrade"],
    "channel": ["cortex-check", "cortex-key"],
    "key": ["cortex-channel", "cortex-release"],
    "gc": ["cortex-gen", "cortex-verify"],
    "gen": ["cortex-rollback", "cortex-gc"],
    "snapshot": ["cortex-gen", "cortex-schedule"],
    "schedule": ["cortex-gc", "cortex-snapshot"],
    "verify": ["cortex-doctor"],
    "doctor": ["cortex-verify"],
    "config": ["cortex-upgrade"],
    "init": ["cortex-upgrade", "cortex-channel"],
    "release": ["cortex-key"],
}
