import FileEffects
import Presentation
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

/// The deployment's own Python is asked about real files.
@Suite(.tags(.process)) struct PythonSourcesTests {
  private let place: LocalWorkplace

  init() throws { place = try LocalWorkplace() }

  private func faults(_ files: [String: String]) throws -> [MachineFinding.SourceFault] {
    for (path, text) in files {
      let file = place.root.appending(path)
      try place.files.ensureDirectory(file.removingLastComponent())
      try place.files.replace(file, with: Array(text.utf8))
    }
    let deployment = deployment
    let sources = try deployment.withScratch { scratch in
      try PythonSources(
        files.keys.sorted().map { RelativePath(unchecked: Array($0.utf8)) }, of: deployment,
        scratch: scratch)
    }
    let answer = try #require(sources, "python3 gives no answer")
    return answer.faults
  }

  private var deployment: Deployment {
    Deployment(
      root: place.root, storeLocation: place.root.appending(".cortex"),
      scratch: place.folder.path.appending("scratch"), files: place.files,
      databases: Deployment.localDatabases, programs: LocalPrograms(), now: Workplace.noon,
      reportText: UpgradeDocuments.texts)
  }

  @Test func `what cannot be compiled is named with its line`() throws {
    let found = try faults([
      "src/good.py": "def f(x):\n  return x\n", "src/bad.py": "x = 1\ndef f(:\n",
      "src/nul.py": "x = 1\0", "src/deep.py": String(repeating: "(", count: 9_000),
      "src/code.py": "# -*- coding: no-such-code -*-\n", "src/a b\nc.py": "return\n",
    ])
    #expect(
      found.map(\.path) == [
        "src/a b\nc.py", "src/bad.py", "src/code.py", "src/deep.py", "src/nul.py",
      ])
    #expect(found.map(\.line)[0...1] == [1, 2])
    #expect(found.allSatisfy { $0.problem != nil && $0.module == nil })
  }

  @Test func `modules of the deployment that are missing are named, others are nobody's business`()
    throws
  {
    let found = try faults([
      "src/agents/a.py": """
      import os.path, src.tools, src.gone, elsewhere.thing
      from src.tools.hammer import nail
      from src.lost import x
      from . import b
      from .b import y
      from ..tools import hammer
      from .absent import z
      from .... import far
      """,
      "src/agents/b.py": "", "src/tools/hammer.py": "",
    ])
    #expect(found.map(\.module) == ["src/agents/absent", "src/gone", "src/lost"])
  }

  @Test func `contents that are not there yet are compiled, and only modules that go are missed`()
    throws
  {
    let folder = place.root.appending("src/agents")
    try place.files.ensureDirectory(folder)
    try place.files.replace(
      folder.appending("stays.py"), with: Array("import src.old.tool, src.nowhere.it\n".utf8))
    try place.files.replace(folder.appending("bad.py"), with: Array("x = 1\n".utf8))
    let list = try PythonSourceList(
      in: place.folder.path, on: place.files,
      missing: [relative("src/old"), relative("src/old/tool")])
    try list.add(relative("src/agents/stays.py"))
    try list.add(relative("src/agents/bad.py"), holding: Array("\n\ndef f(:\n".utf8))
    try list.add(relative("src/a\nb.py"), holding: [])
    try list.add(relative("src/agents/new.py"), holding: Array("from ..old import tool, x\n".utf8))
    let sources = try #require(
      PythonSources(list, of: deployment), "python3 gives no answer")
    #expect(
      sources.faults.map(\.path) == [
        "src/agents/bad.py", "src/agents/new.py", "src/agents/stays.py",
      ])
    #expect(sources.faults.map(\.line) == [3, nil, nil])
    #expect(sources.faults.map(\.module) == [nil, "src/old", "src/old/tool"])
  }

  @Test func `nothing in a file is run, and nothing is written`() throws {
    let mark = place.root.appending("ran")
    let found = try faults([
      "src/a.py": "open(\(mark.string.debugDescription), 'w')\n", "sitecustomize.py": "1 / 0\n",
      "ast.py": "1 / 0\n",
    ])
    #expect(found.isEmpty)
    #expect(try place.files.metadata(mark) == nil)
    #expect(try place.files.metadata(place.root.appending("src/__pycache__")) == nil)
  }
}
