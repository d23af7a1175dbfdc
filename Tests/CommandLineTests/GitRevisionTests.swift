import FileEffects
import SystemPackage
import TestSupport
import Testing

/// Releases in git repositories.
@Suite(.tags(.process)) struct GitRevisionTests {
  private let place: Workplace

  /// A checkout of 5.2.0 and 5.3.0, tagged, in `repository`, and a bare clone of it.
  init() throws {
    place = try Workplace()
    let repository = place.folder.appending("repository")
    try git("init", "-q", repository.string)
    for (release, tag) in [(place.oldRelease, "v5.2.0"), (place.release, "v5.3.0")] {
      try git("-C", repository.string, "rm", "-rqf", "--ignore-unmatch", ".")
      let copy = try Program.run("/bin/cp", ["-a", "\(release)/.", repository.string], in: "/")
      try #require(copy.status == 0)
      try git("-C", repository.string, "add", "-A")
      try git("-C", repository.string, "commit", "-qm", tag)
      try git("-C", repository.string, "tag", tag)
    }
    try git("clone", "-q", "--bare", repository.string, place.folder.appending("bare.git").string)
  }

  private func git(_ words: String...) throws {
    let identity = ["-c", "user.name=T", "-c", "user.email=t@example.org"]
    let outcome = try Program.run(
      "/usr/bin/env", ["git"] + identity + words, in: place.folder,
      environment: ["GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"])
    try #require(outcome.status == 0, "\(words): \(outcome.errors)")
  }

  private func upgrade(
    _ source: String, _ more: [String] = ["--yes"], in folder: FilePath? = nil,
    environment: [String: String] = [:]
  ) throws -> Outcome {
    try Program.run(
      Program.path.string,
      ["upgrade", "--from", source, "--workspace", place.deployment.string] + more,
      in: folder ?? place.folder, environment: place.environment.merging(environment) { $1 })
  }

  private func refusal(_ source: String, in folder: FilePath? = nil) throws -> String {
    let before = try place.everything()
    var said: Set<String> = []
    for more in [["--dry-run"], ["--yes", "--allow-removals"]] {
      let outcome = try upgrade(source, more, in: folder)
      #expect(outcome.status == 1 && outcome.output.isEmpty, "\(outcome.errors)")
      said.insert(outcome.errors)
    }
    let failure = try upgrade(source, ["--yes", "--json"], in: folder).failure()
    #expect(failure["code"] == "release" && failure["advice"]?.string?.isEmpty == false)
    #expect(try said.count == 1 && place.everything() == before)
    return said.first ?? ""
  }

  /// What the deployment has of the release's own files is what the release has.
  private func expectInstalled() throws {
    for path in ["src/entry.py", "src/upgrade/locks.py", "VERSION"] {
      #expect(
        try place.files.text(place.deployment.appending(path))
          == place.files.text(place.release.appending(path)))
    }
    #expect(try place.cortex("verify").status == 0)
  }

  @Test func `a bare repository and a folder of git's records are refused with what to type`()
    throws
  {
    let words = try refusal("bare.git")
    #expect(words.contains("bare.git is a git repository, not a release; pass --from "))
    #expect(words.contains("git:bare.git@REV") && words.contains("'git -C bare.git archive REV | "))
    try git("-C", "repository", "worktree", "add", "-q", "../tree", "v5.3.0")
    for (records, folder) in [("repository/.git", "repository"), ("tree/.git", "tree")] {
      let words = try refusal(records)
      #expect(words.hasPrefix("cortex: \(records) is a git repository"), "\(words)")
      #expect(words.contains("--from git:\(folder)@REV"), "\(words)")
    }
    let bare = try Workplace(isManaged: false)
    let outcome = try bare.cortex("init", "--release", place.folder.appending("bare.git").string)
    #expect(outcome.status == 1 && outcome.errors.contains("pass --release git:"))
  }

  @Test(arguments: ["repository", "tree"])
  func `a checkout is used, and said to count with all that is in it`(name: String) throws {
    if name == "tree" { try git("-C", "repository", "worktree", "add", "-q", "../tree", "v5.3.0") }
    for more in [["--dry-run"], ["--yes"]] {
      let outcome = try upgrade(name, more)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(
        outcome.errors.contains(
          "warning: \(name) is a git working tree: uncommitted changes and untracked files in it count as "
            + "part of the release; pass --from git:\(name)@HEAD to use only committed files\n"),
        "\(outcome.errors)")
      #expect(!outcome.errors.contains("left out"))
    }
    try expectInstalled()
  }

  @Test(
    arguments: [
      "git:bare.git@v5.3.0", "git:repository@v5.3.0", "git:repository@HEAD",
      "git:repository/@HEAD^{}",
      "git:repository/src@v5.3.0", "git:./bare.git@HEAD@{0}",
    ])
  func `a revision is installed as it is committed, whatever lies beside`(source: String) throws {
    try place.write(place.folder.appending("repository/src/entry.py"), "edited, not committed\n")
    try place.write(place.folder.appending("repository/src/own.py"), "not tracked\n")
    if source.contains("@{0}") { try git("-C", "bare.git", "reflog", "expire", "--all") }
    let before = try place.everything()
    let plan = try upgrade(source, ["--dry-run", "--json"])
    guard plan.status == 0 else {
      // A bare repository remembers no earlier revisions.
      #expect(source.contains("@{0}") && plan.status == 1)
      return
    }
    #expect(try place.everything() == before)
    #expect(try plan.json()["to"] == "5.3.0")
    let done = try upgrade(source)
    #expect(done.status == 0 && !done.errors.contains("checkout"), "\(done.errors)")
    try expectInstalled()
    #expect(try !place.files.exists(place.deployment.appending("src/own.py")))
    #expect(try place.files.contents(of: place.folder.appending("tmp")).isEmpty)
    #expect(try place.files.contents(of: place.store.appending("staging")).isEmpty)
  }

  @Test func `in a repository the revision is enough, from whichever folder of it`() throws {
    let folder = place.folder.appending("repository/src/tier1")
    #expect(try upgrade("git:v5.3.0", ["--dry-run"], in: folder).status == 0)
    // A hook's environment names another repository than the one that is asked for.
    let other = ["GIT_DIR": place.folder.appending("nowhere").string, "GIT_WORK_TREE": "/"]
    let done = try upgrade("git:v5.3.0", in: folder, environment: other)
    #expect(done.status == 0, "\(done.errors)")
    try expectInstalled()
  }

  @Test func `init takes a revision for its base`() throws {
    let bare = try Workplace(isManaged: false)
    let source = "git:\(place.folder.appending("bare.git"))@v5.2.0"
    #expect(try bare.cortex("init", "--release", source, "--dry-run").status == 0)
    let outcome = try bare.cortex("init", "--release", source, "--json")
    #expect(try outcome.json()["version"] == "5.2.0", "\(outcome.errors)")
    let plan = try bare.cortex("upgrade", "--from", bare.release.string, "--dry-run", "--json")
    #expect(try plan.status == 0 && plan.json()["conflicts"]?.elements.isEmpty == true)
  }

  @Test func `where nothing says a version, the digest of the tree stands for it`() throws {
    for file in ["VERSION", "cortex-brain/.cortex-version", "manifest.json"] {
      try git("-C", "repository", "rm", "-q", file)
    }
    try git("-C", "repository", "commit", "-qm", "no version")
    let plan = try upgrade("git:repository@HEAD", ["--dry-run", "--json", "--allow-removals"])
    #expect(try plan.json()["to"]?.string?.hasPrefix("0.0.0+tree.") == true)
  }

  @Test(
    arguments: [
      (
        "git:repository@v9",
        "no revision v9 in the repository at repository; run 'git -C repository tag'"
      ),
      ("git:repository@", "git:repository@ names no revision; use git:REV"),
      ("git:repository", "git:repository names no revision; use git:REV"),
      ("git:bare.git", "git:bare.git names no revision; use git:REV"),
      ("git:", "git: names no revision; use git:REV"),
      ("git:repository@--output=stolen", "no revision --output=stolen in the repository"),
      ("git:--exec=touch stolen", "no revision --exec=touch stolen in the repository"),
      ("git:repository@-h", "no revision -h in the repository"),
      ("git:release@HEAD", "release is not a git repository; specify one as"),
      ("git:v5.3.0", ". is not a git repository; specify one as git:DIR@REV"),
      ("git:nowhere@HEAD", ". is not a git repository; specify"),
      (
        "git:repository@HEAD:src", "is not a CORTEX release: it has no manifest.json, VERSION, src/"
      ),
      ("git:repository@HEAD:VERSION", "git cannot extract the files of HEAD:VERSION; run"),
    ])
  func `what is no revision of a release is refused with what to do`(
    source: String, words: String
  ) throws {
    let said = try refusal(source)
    #expect(said.contains(words), "\(said)")
    #expect(try !place.files.exists(place.folder.appending("stolen")))
  }

  @Test func `a release in a folder of the repository is found, and named with it`() throws {
    try git("-C", "repository", "rm", "-rqf", ".")
    try place.files.ensureDirectory(place.folder.appending("repository/apps"))
    let copy = try Program.run(
      "/bin/cp", ["-a", place.release.string, "repository/apps/CORTEX"], in: place.folder)
    try #require(copy.status == 0)
    try place.write(place.folder.appending("repository/README"), "x\n")
    try git("-C", "repository", "add", "-A")
    try git("-C", "repository", "commit", "-qm", "moved")
    #expect(
      try refusal("git:repository@HEAD").hasSuffix(
        "did you mean git:repository@HEAD:apps/CORTEX?\n"))
    #expect(try upgrade("git:repository@HEAD:apps/CORTEX").status == 0)
    try expectInstalled()
  }

  @Test func `without git a revision is refused, and a folder is not`() throws {
    let empty = place.folder.appending("empty")
    try place.files.ensureDirectory(empty)
    let path = ["PATH": empty.string]
    let refused = try upgrade("git:bare.git@v5.3.0", environment: path)
    #expect(refused.status == 1)
    #expect(refused.errors.contains("git:REV needs git, which is not installed; install git"))
    #expect(try upgrade("repository", environment: path).status == 0)
  }
}
