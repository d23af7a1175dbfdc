import FileEffects
import SystemPackage
import TestSupport
import Testing

@Suite(.tags(.process)) struct BadInputTests {
  /// The upgrade from `source` is refused with status 1 and one sentence, and nothing changes.
  private func expectRefusal(
    _ place: Workplace, from source: FilePath, _ words: String, code: String = "release"
  ) throws {
    let before = try place.everything()
    for option in ["--no-input", "--dry-run"] {
      let outcome = try place.cortex("upgrade", "--yes", "--from", source.string, option)
      #expect(outcome.status == 1 && outcome.output.isEmpty)
      #expect(outcome.errors.split(separator: "\n").count == 1)
      #expect(outcome.errors.contains(words), "\(outcome.errors)")
    }
    let json = try place.cortex("upgrade", "--yes", "--from", source.string, "--json")
    #expect(json.status == 1 && json.output.isEmpty)
    #expect(try json.failure()["code"] == .text(code))
    #expect(try place.everything() == before)
  }

  @Test func `a folder that is no deployment is refused and stays empty`() throws {
    let place = try Workplace(isManaged: false)
    let empty = place.folder.appending("empty")
    try place.files.ensureDirectory(empty)
    for line in [["init"], ["status"], ["init", "--workspace", empty.string], ["gen"]] {
      let outcome = try Program.run(
        Program.path.string, line, in: empty, environment: place.environment)
      #expect(outcome.status == 1 && outcome.output.isEmpty)
      #expect(outcome.errors.contains("is not a CORTEX deployment"), "\(line)")
    }
    #expect(try place.files.contents(of: empty).isEmpty)
  }

  @Test func `a brain that is a link out of the deployment is refused`() throws {
    let place = try Workplace(isManaged: false)
    let brain = place.deployment.appending("cortex-brain")
    try place.files.rename(brain, over: place.folder.appending("brain"))
    try place.files.createLink(brain, to: Array("../../brain".utf8))
    let before = try place.everything()
    let outcome = try place.cortex("init", "--workspace", place.deployment.string)
    #expect(outcome.status == 1 && outcome.errors.contains("a symbolic link"))
    #expect(try place.everything() == before)
  }

  @Test(.timeLimit(.minutes(30)))
  func `what is no file is passed over with a warning, and any name is kept`() throws {
    let place = try Workplace(isManaged: false)
    let brain = place.deployment.appending("cortex-brain")
    try place.python(
      """
      import os, socket, sys
      brain = os.fsencode(sys.argv[1])
      os.mkfifo(brain + b"/pipe")
      os.chdir(brain)
      socket.socket(socket.AF_UNIX).bind("socket")
      with open(b"documents/caf\\xe9 \\n.md", "wb") as file: file.write(b"\\xff\\x00 bytes")
      os.symlink("/etc/passwd", "documents/leaves.md")
      os.symlink("missing", "documents/dangles.md")
      """, brain.string)
    let before = try place.tree()
    let outcome = try place.cortex("init", "--release", place.oldRelease.string)
    #expect(outcome.status == 0)
    let warnings = outcome.errors.split(separator: "\n")
    #expect(warnings.count == 2 && warnings.allSatisfy { $0.hasPrefix("warning: ") })
    #expect(outcome.errors.contains("cortex-brain/pipe"))
    #expect(outcome.errors.contains("cortex-brain/socket"))

    let out = place.folder.appending("out")
    #expect(
      try place.cortex("gen", "restore", "1", "cortex-brain/", "--to", out.string).status == 0)
    let restored = try place.files.snapshotOfTree(out)
    for (path, what) in before where path.hasPrefix("cortex-brain/documents/") {
      #expect(restored[path] == what, "\(path)")
    }
    #expect(restored["cortex-brain/documents/leaves.md"] == "link /etc/passwd")
    #expect(try place.cortex("upgrade", "--yes", "--from", place.release.string).status == 0)
    #expect(
      try place.cortex("rollback", "--yes", "--data", "restore", "--exact").status == 0)
    #expect(try place.tree() == before)
    #expect(try place.cortex("gen", "show", "1", "--json").status == 0)
  }

  @Test func `a release that does not exist is refused`() throws {
    let place = try Workplace()
    try expectRefusal(place, from: place.folder.appending("nowhere"), "nowhere")
  }

  @Test func `a release with a link that leaves it is refused`() throws {
    let place = try Workplace()
    try place.files.createLink(
      place.release.appending("src/outside.py"), to: Array("../../secret.py".utf8))
    try expectRefusal(place, from: place.release, "src/outside.py")
  }

  @Test func `without libarchive an archive is refused and everything else goes on`() throws {
    let place = try Workplace()
    let libraries = place.folder.appending("libraries")
    try place.files.ensureDirectory(libraries)
    try place.files.replace(libraries.appending("libarchive.so.13"), with: Array("none".utf8))
    let environment = ["LD_LIBRARY_PATH": libraries.string]

    let archive = place.folder.appending("release.tar")
    try place.files.replace(archive, with: Array(repeating: 0, count: 10_240))
    let refused = try place.cortex(
      "upgrade", "--yes", "--from", archive.string, environment: environment)
    #expect(refused.status == 1 && refused.output.isEmpty)
    #expect(refused.errors.contains("apt install libarchive13"), "\(refused.errors)")
    let upgraded = try place.cortex(
      "upgrade", "--yes", "--from", place.release.string, environment: environment)
    #expect(upgraded.status == 0, "\(upgraded.errors)")
  }

  @Test(.tags(.sweep), .exceptQuick, arguments: ["zip", "gztar", "tar"], [0.1, 0.4, 0.7])
  func `an archive that ends too early is refused`(format: String, share: Double) throws {
    let place = try Workplace()
    let whole = place.folder.appending("whole")
    let name = try place.python(
      "import shutil, sys; print(shutil.make_archive(*sys.argv[1:]))", whole.string, format,
      place.release.string
    ).split(separator: "\n").joined()
    let bytes = try place.files.read(FilePath(name))
    let cut = place.folder.appending("cut.\(format)")
    try place.files.replace(cut, with: Array(bytes.prefix(Int(Double(bytes.count) * share))))
    try expectRefusal(place, from: cut, "cut.\(format)")
    #expect(try place.cortex("upgrade", "--yes", "--from", name).status == 0)
  }

  @Test func `a file that is no archive is refused`() throws {
    let place = try Workplace()
    try expectRefusal(place, from: place.release.appending("VERSION"), "is not a .zip or .tar")
  }

  @Test func `an unwritable store is refused with what to do`() throws {
    let place = try Workplace()
    let before = try place.everything()
    // To whom is root the files are always writable: the program then runs as somebody else.
    let nobody = ["--reuid=65534", "--regid=65534", "--clear-groups", Program.path.string]
    let isRoot = try place.python("import os; print(os.geteuid())") == "0\n"
    let program = isRoot ? "/usr/bin/setpriv" : Program.path.string
    func cortex(_ arguments: String...) throws -> Outcome {
      try Program.run(program, (isRoot ? nobody : []) + arguments, in: place.deployment)
    }
    if isRoot {
      try place.files.setPermissions(place.temporary.path, 0o755)
      try place.files.setPermissions(place.store, 0o755)
      guard (try? cortex("--version").status) == 0 else {
        try Test.cancel("the program cannot be run as another user here")
      }
    } else {
      try place.files.setPermissions(place.store, 0o555)
      try place.files.setPermissions(place.store.appending("lock"), 0o444)
    }
    let outcome = try cortex("upgrade", "--yes", "--from", place.release.string)
    #expect(outcome.status == 1 && outcome.output.isEmpty)
    #expect(outcome.errors.contains("Permission denied; run the command as a user with access"))
    #expect(try cortex("status").status == 0)
    try place.files.setPermissions(place.store, 0o700)
    #expect(try place.everything() == before)
  }
}
