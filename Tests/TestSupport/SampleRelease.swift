/// What the look-alike releases ship: written for the tests, alike in shape, not in words.
extension SampleDeployment {
  /// A release: "5.2.0" or "5.3.0"; other numbers give the latter's files with their number in them.
  public static func release(version: String) -> SampleDeployment {
    let isNew = version != "5.2.0"
    return SampleDeployment(
      files: core(version, isNew: isNew) + brain(isNew: isNew)
        + configuration(version, isNew: isNew),
      links: [Link(path: "cortex-brain/start-here.md", target: "documents/README.md")],
      emptyFolders: ["cortex-brain/conversation-captures"])
  }

  /// This release with a manifest that says which files of `earlier` it no longer has: to take so many away
  /// would have to be meant otherwise.
  public func announcing(removalsSince earlier: SampleDeployment, version: String)
    -> SampleDeployment
  {
    let paths = Set(files.map(\.path))
    let removed = earlier.files.map(\.path).filter { !paths.contains($0) }.sorted()
    var release = self
    release.files.append(
      File(
        "manifest.json",
        """
        {
          "version": "\(version)",
          "removed": [\(removed.map { "\"\($0)\"" }.joined(separator: ", "))]
        }

        """))
    return release
  }

  private static func core(_ version: String, isNew: Bool) -> [File] {
    var files = [
      File("VERSION", "\(version)\n"),
      File(
        "cortex-brain/.cortex-version",
        """
        {
          "cortex_version": "\(version)",
          "schema_version": \(isNew ? "2" : "1"),
          "customizations": []
        }

        """),
      File("requirements.txt", "PyYAML>=6.0\npytest>=\(isNew ? "8.0" : "7.4")\n"),
      File(".github/prompts/CORTEX.prompt.md", "# CORTEX \(version)\n\nSay *help* to begin.\n"),
      File(".github/copilot-instructions.md", "# Instructions\n\nRead the prompt first.\n"),
      File("cortex-brain/schema.sql", schema(isNew: isNew)),
      File("scripts/run-cortex.sh", "#!/bin/sh\nexec python3 -m src \"$@\"\n", permissions: 0o755),
      File("scripts/check_brain.py", "import sys\n\nsys.exit(0)\n"),
      File("src/__main__.py", "from src.entry import main\n\nmain()\n"),
      File("src/entry.py", "VERSION = \"\(version)\"\n\n\ndef main():\n    print(VERSION)\n"),
      File("src/py.typed", ""),
    ]
    for (package, modules) in modules(isNew: isNew) {
      files.append(File("src/\(package)/__init__.py", ""))
      for module in modules {
        files.append(File("src/\(package)/\(module).py", source(package, module, isNew: isNew)))
      }
    }
    return files
  }

  private static func modules(isNew: Bool) -> [(String, [String])] {
    // 5.3.0 drops an agent and a whole package, and adds some of its own.
    [
      ("tier1", ["memory", "sessions", "limits"]),
      ("tier2", ["patterns", "graph"] + (isNew ? ["confidence"] : [])),
      ("tier3", ["context", "metrics"]),
      ("agents", ["planner", "tester"] + (isNew ? ["reviewer"] : ["health_checker"])),
      isNew ? ("upgrade", ["notes", "locks"]) : ("legacy", ["loader", "shims"]),
    ]
  }

  private static func source(_ package: String, _ module: String, isNew: Bool) -> String {
    let isChanged = isNew && ["memory", "graph", "planner"].contains(module)
    return """
      \"\"\"The \(module) of \(package).\"\"\"


      def describe():
          return "\(package).\(module)\(isChanged ? ", revised" : "")"

      """
  }

  private static func schema(isNew: Bool) -> String {
    """
    CREATE TABLE conversations (id INTEGER PRIMARY KEY, topic TEXT NOT NULL);
    CREATE TABLE patterns (id INTEGER PRIMARY KEY, title TEXT NOT NULL\(isNew ? ", confidence REAL" : ""));

    """
  }

  private static func brain(isNew: Bool) -> [File] {
    [
      File(
        "cortex-brain/user-dictionary.yaml", "# Words of this project\nterms:\n  - term: tier\n"),
      File(
        "cortex-brain/documents/README.md",
        "# Documents\n\n\(isNew ? "Reports and guides" : "Reports") go here.\n"),
      File("cortex-brain/documents/How to start.md", "# How to start\n\nSay *help*.\n"),
    ] + (isNew ? [File("cortex-brain/documents/guides/upgrading.md", "# Upgrading\n")] : [])
  }

  private static func configuration(_ version: String, isNew: Bool) -> [File] {
    let templates = templates(version, isNew: isNew)
    return [
      File("cortex-brain/response-templates.yaml", templates),
      // The second copy has diverged, as in the field.
      File("cortex-brain/templates/response-templates.yaml", "# Second copy\n" + templates),
      File("cortex-brain/capabilities.yaml", capabilities(isNew: isNew)),
      File(
        "cortex-brain/operations-config.yaml",
        """
        # How operations run
        defaults:
          timeout_seconds: \(isNew ? "90" : "60")
          retries: 2  # each one waits twice as long

        """),
      File(
        "cortex-operations.yaml",
        """
        operations:
          setup:
            phases: [check, install]
          cleanup:
            phases: [scan, \(isNew ? "confirm, remove" : "remove")]

        """),
    ]
  }

  private static func templates(_ version: String, isNew: Bool) -> String {
    let added = "  review:\n    <<: *base\n    title: Review\n    triggers: [review]\n"
    let dropped = "  legacy_status:\n    <<: *base\n    title: Status (old)\n    triggers: [st]\n"
    return """
      # Templates of answers
      schema_version: "\(isNew ? "2.1" : "2.0")"
      cortex_version: \(version)

      base: &base
        format: "🧠 **{title}**"   # shown above every answer
        footer: |
          Next:
            - {next}

      templates:
        help:
          <<: *base
          title: Help
          triggers: [help, "what can you do"\(isNew ? ", commands" : "")]
        plan:
          <<: *base
          title: \(isNew ? "Plan of work" : "Plan")
          triggers:
            - plan   # also said as "let's plan"
            - design

      """ + (isNew ? added : dropped)
  }

  private static func capabilities(isNew: Bool) -> String {
    """
    capabilities:
      - id: code_writing
        status: implemented
        confidence: \(isNew ? "0.95" : "0.9")
      - id: code_review
        status: \(isNew ? "implemented" : "planned")
    \(isNew ? "  - id: upgrading\n    status: implemented\n" : "")
    """
  }
}
