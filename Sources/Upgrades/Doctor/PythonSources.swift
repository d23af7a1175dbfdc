import FileEffects
import FoundationEssentials
import ObjectStore
import Releases
import SystemPackage

/// What the deployment's own Python says of its source files: which it cannot compile, and which of their
/// modules are not there. Nothing in them is run, and nothing is written.
struct PythonSources {
  /// A line of Python's answer.
  private struct Answer: Decodable {
    var path: String
    var line: Int?
    var problem: String?
    var module: String?
  }

  static let ending = Array(".py".utf8)

  /// Prints a line of JSON for each file that cannot be compiled, and for each module of the deployment that an
  /// agent imports and that is not there. The files are listed, with NUL behind each, in a file; folders of agents
  /// are named after it. A syntax tree takes longer than compiling does.
  private static let program = """
    import ast, json, os, sys
    root, listing = map(os.fsencode, sys.argv[1:3])
    def found(parts):
      place = os.path.join(root, *parts)
      return os.path.isfile(place + b".py") or os.path.isdir(place)
    def modules(path, tree):
      for node in ast.walk(tree):
        if isinstance(node, ast.Import):
          for name in node.names: yield name.name.split(".")
        elif isinstance(node, ast.ImportFrom) and not node.level:
          yield node.module.split(".")
        elif isinstance(node, ast.ImportFrom) and node.module:
          folders = path.split("/")[:-1]
          if node.level <= len(folders):
            yield folders[:len(folders) - node.level + 1] + node.module.split(".")
    def tell(path, **words): print(json.dumps(dict(words, path=path)))
    agents = set(sys.argv[3:])
    for name in open(listing, "rb").read().split(b"\\0")[:-1]:
      path = os.fsdecode(name)
      try:
        with open(os.path.join(root, name), "rb") as file: text = file.read()
        compile(text, path, "exec", dont_inherit=True)
        tree = ast.parse(text, path) if agents & set(path.split("/")[:-1]) else None
      except OSError as error:
        tell(path, problem=error.strerror)
        continue
      except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        tell(path, line=getattr(error, "lineno", None), problem=getattr(error, "msg", str(error)))
        continue
      if not tree: continue
      for parts in {tuple(parts) for parts in modules(path, tree)}:
        parts = [os.fsencode(part) for part in parts]
        if len(parts) > 1 and os.path.isdir(os.path.join(root, parts[0])) and not found(parts):
          tell(path, module=os.fsdecode(b"/".join(parts)))
    """

  /// Those that cannot be compiled, and those of which a module is missing, in path order.
  private(set) var faults: [MachineFinding.SourceFault] = []

  /// Asks Python; `nil` where there is none, or it does not answer.
  ///
  /// - Parameter scratch: A folder for the list of files.
  init?(_ paths: [RelativePath], of deployment: Deployment, scratch: FilePath) throws {
    if paths.isEmpty { return }
    let list = scratch.appending("python-files")
    // An argument is text: a place whose name is none cannot be told.
    guard [deployment.root, list].allSatisfy({ FilePath($0.string) == $0 }) else { return nil }
    try deployment.files.replace(list, with: paths.flatMap { $0.bytes + [0] }, permissions: 0o600)
    defer { try? deployment.files.remove(list) }
    let answer = deployment.programs.run(
      "python3",
      ["-I", "-c", Self.program, deployment.root.string, list.string]
        + ProductLayout.current.agentFolders,
      within: .seconds(120))
    guard let answer, answer.status == 0 else { return nil }
    faults = answer.output.split(separator: "\n").compactMap { line in
      guard let found = try? JSONDecoder().decode(Answer.self, from: Data(line.utf8)) else {
        return nil
      }
      return MachineFinding.SourceFault(
        path: found.path, line: found.line, problem: found.problem, module: found.module)
    }.sorted { ($0.path, $0.module ?? "") < ($1.path, $1.module ?? "") }
  }
}

extension Deployment {
  /// Whether Python can compile these files, and finds their modules.
  ///
  /// - Parameter isMissed: Whether a module counts that is not there: its path, without an ending.
  func pythonSourceCheck(
    _ paths: [RelativePath], scratch: FilePath, isMissed: (String) -> Bool = { _ in true }
  ) throws -> Check {
    let sources = try step(.compileSources) {
      try PythonSources(paths, of: self, scratch: scratch)
    }
    guard let sources else { return Check(.pythonFiles, .warning, .machine(.noPythonAnswer)) }
    let faults = sources.faults.filter { $0.module.map(isMissed) ?? true }
    return faults.isEmpty
      ? Check(.pythonFiles, .ok, .machine(.sourcesCompile(paths.count)))
      : Check(.pythonFiles, .warning, .machine(.sources(faults)))
  }
}

extension Listing {
  /// CORTEX's own source files in Python.
  var pythonSources: [RelativePath] {
    leaves.filter { $0.entry.layer == .core && $0.entry.kind == .file && $0.path.isPython }
      .map(\.path)
  }

  /// Whether there is a module of this name: a source file, or a folder.
  func hasModule(_ name: String) -> Bool {
    let path = ProductLayout.path(name)
    return self[path]?.isDirectory ?? false
      || self[RelativePath(unchecked: path.bytes + PythonSources.ending)] != nil
  }
}

extension RelativePath {
  var isPython: Bool { name.suffix(3).elementsEqual(PythonSources.ending) }

  /// Whether it is in a folder where CORTEX has its agents.
  var isAgent: Bool {
    ancestors.contains { folder in
      ProductLayout.current.agentFolders.contains { folder.name.elementsEqual($0.utf8) }
    }
  }
}
