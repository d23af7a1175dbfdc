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
  /// agent imports and that is not there. What it is asked about is in a file: see ``PythonSourceList``. Folders of
  /// agents are named after it. A syntax tree takes longer than compiling does.
  private static let program = """
    import ast, json, os, sys
    root, listing = map(os.fsencode, sys.argv[1:3])
    gone, looks = set(), True
    def found(parts):
      place = os.path.join(root, *parts)
      return os.path.isfile(place + b".py") or os.path.isdir(place)
    def missing(parts):
      if len(parts) < 2: return False
      if not looks: return b"/".join(parts) in gone
      return os.path.isdir(os.path.join(root, parts[0])) and not found(parts)
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
    records = open(listing, "rb")
    for kind, length, size in map(bytes.split, iter(records.readline, b"")):
      name = records.read(int(length))
      path = os.fsdecode(name)
      if kind == b"gone":
        gone.add(name)
        continue
      if kind == b"ahead":
        looks = False
        continue
      try:
        if kind == b"new": text = records.read(int(size))
        else:
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
      for parts in {tuple(map(os.fsencode, parts)) for parts in modules(path, tree)}:
        if missing(parts): tell(path, module=os.fsdecode(b"/".join(parts)))
    """

  /// Those that cannot be compiled, and those of which a module is missing, in path order.
  private(set) var faults: [MachineFinding.SourceFault] = []

  /// Asks Python about files of the deployment as they are; `nil` where there is none, or it does not answer.
  ///
  /// - Parameter scratch: A folder for the list of files.
  init?(_ paths: [RelativePath], of deployment: Deployment, scratch: FilePath) throws {
    let list = try PythonSourceList(in: scratch, on: deployment.files)
    defer { try? deployment.files.remove(list.place) }
    for path in paths { try list.add(path) }
    self.init(list, of: deployment)
  }

  /// Asks Python about a list; `nil` where there is none, or it does not answer.
  init?(_ list: PythonSourceList, of deployment: Deployment) {
    let list = list.place
    // An argument is text: a place whose name is none cannot be told.
    guard [deployment.root, list].allSatisfy({ FilePath($0.string) == $0 }) else { return nil }
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

extension PythonSources {
  /// - Parameter count: How many files were asked about.
  func check(of count: Int) -> Check {
    faults.isEmpty
      ? Check(.pythonFiles, .ok, .machine(.sourcesCompile(count)))
      : Check(.pythonFiles, .warning, .machine(.sources(faults)))
  }
}

extension Deployment {
  /// Whether Python can compile these files, and finds their modules.
  func pythonSourceCheck(_ paths: [RelativePath], scratch: FilePath) throws -> Check {
    if paths.isEmpty { return Check(.pythonFiles, .ok, .machine(.sourcesCompile(0))) }
    let sources = try step(.compileSources) {
      try PythonSources(paths, of: self, scratch: scratch)
    }
    return sources?.check(of: paths.count)
      ?? Check(.pythonFiles, .warning, .machine(.noPythonAnswer))
  }
}

extension Listing {
  /// CORTEX's own source files in Python.
  var pythonSources: [RelativePath] {
    leaves.filter { $0.entry.layer == .core && $0.entry.kind == .file && $0.path.isPython }
      .map(\.path)
  }

  /// The modules that are here and no longer in `after`: source files without their ending, and folders.
  func modulesGone(in after: Listing) -> [RelativePath] {
    items.compactMap { item in
      guard item.entry.isDirectory || item.path.isPython else { return nil }
      let name =
        item.entry.isDirectory
        ? item.path
        : RelativePath(unchecked: Array(item.path.bytes.dropLast(PythonSources.ending.count)))
      return after.hasModule(name) ? nil : name
    }
  }

  /// Whether there is a module of this name: a source file, or a folder.
  private func hasModule(_ name: RelativePath) -> Bool {
    self[name]?.isDirectory ?? false
      || self[RelativePath(unchecked: name.bytes + PythonSources.ending)] != nil
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
