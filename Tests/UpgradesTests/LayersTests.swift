import FileEffects
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@testable import Upgrades

@Suite(.tags(.unit)) struct LayersTests {
  private func layers(
    _ workspace: [LayerRule] = [], hasBase: Bool = true, shipped: [String: String] = [:]
  ) -> Layers {
    Layers(workspace: workspace, hasBase: hasBase, shippedIn: [Listing(texts: shipped)])
  }

  static let byDefault: [(path: String, layer: Layer?)] = [
    ("src/entry.py", .core), ("scripts/run.sh", .core), ("schema.sql", .core),
    (".github/prompts/CORTEX.prompt.md", .core), (".github/copilot-instructions.md", .core),
    ("requirements.txt", .core), (".github/workflows/ci.yml", nil), ("README.md", nil),
    ("cortex.config.json", .brain), ("cortex-brain/user-dictionary.yaml", .brain),
    ("cortex-brain/documents/a/b.md", .brain), ("cortex-brain/tier1/x.db", .brain),
    ("cortex-brain/conversation-history.jsonl", .brain), ("cortex-brain/anything", .brain),
    ("cortex-brain/response-templates.yaml", .config),
    ("cortex-brain/templates/response-templates.yaml", .config),
    ("cortex-brain/capabilities.yaml", .config), ("cortex-brain/operations-config.yaml", .config),
    ("cortex-operations.yaml", .config), ("notes of the crew.txt", nil),
  ]

  @Test(arguments: byDefault)
  func `without a known release a path has the layer of the default rules`(
    path: String, layer: Layer?
  ) throws {
    #expect(try layers(hasBase: false).layer(of: relative(path)) == layer)
  }

  @Test func `with a known release the user's own file in a core folder is not looked at`() throws {
    let layers = layers(shipped: ["src/entry.py": "print()"])
    #expect(try layers.layer(of: relative("src/my_tools.py")) == nil)
    #expect(try layers.layer(of: relative("src/entry.py")) == .core)
    #expect(try layers.layer(of: relative("cortex-brain/learnt.yaml")) == .brain)
  }

  @Test func `the workspace overrules releases and defaults, and its first match counts`() throws {
    let rules = [
      LayerRule("src/mine/keep.py", .brain), LayerRule("src/mine/**", nil),
      LayerRule("cortex-brain/tier1/**", .core),
    ]
    let layers = layers(rules, shipped: ["src/mine/entry.py": "", "src/mine/keep.py": ""])
    #expect(try layers.layer(of: relative("src/mine/keep.py")) == .brain)
    #expect(try layers.layer(of: relative("src/mine/entry.py")) == nil)
    #expect(try layers.layer(of: relative("cortex-brain/tier1/x.db")) == .core)
  }

  @Test func `a folder that the workspace takes out as a whole is not walked`() throws {
    let out = LayerRule("cortex-brain/documents/**", nil)
    #expect(try !layers([out]).mayHold(relative("cortex-brain/documents")))
    #expect(try !layers([out]).mayHold(relative("cortex-brain/documents/deep")))
    let kept = LayerRule("cortex-brain/documents/deep/a.md", .brain)
    #expect(try layers([kept, out]).mayHold(relative("cortex-brain/documents/deep")))
  }

  private static let patterns = [
    "a/**", "b/**", "**", "a/b/**", "*/a", "a/*/b", "**/a", "a", "src/**", "src/a/**", "src/*",
    "cortex-brain/**", "cortex-brain/a/**", "cortex-brain/tier1/a", "**/b/**",
  ]
  private static let tops = ["a", "b", "src", "cortex-brain", "cortex-brain/tier1"]

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `no folder is left out below which something has a layer`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    func path() -> String {
      var parts = [Self.tops.randomElement(using: &generator) ?? "a"]
      for _ in 0..<Int.random(in: 0...3, using: &generator) {
        parts.append(["a", "b", "c"].randomElement(using: &generator) ?? "a")
      }
      return parts.joined(separator: "/")
    }
    for _ in 0..<50 {
      let rules = (0..<Int.random(in: 0...4, using: &generator)).map { _ in
        LayerRule(
          Self.patterns.randomElement(using: &generator) ?? "a",
          [nil, .core, .brain, .config].randomElement(using: &generator) ?? nil)
      }
      let layers = layers(
        rules, hasBase: .random(using: &generator),
        shipped: .random(using: &generator) ? [path(): ""] : [:])
      for _ in 0..<20 {
        let found = relative(path())
        guard try layers.layer(of: found) != nil else { continue }
        var folder = found.parent
        while let current = folder {
          #expect(
            try layers.mayHold(current),
            "\(found) below \(current) by \(rules.map { ($0.glob.text, $0.layer) })")
          folder = current.parent
        }
      }
    }
  }

  // MARK: layers.yaml

  private func read(_ text: String) throws -> [LayerRule] {
    try LayerRule.read(Array(text.utf8), at: "/store/layers.yaml")
  }

  @Test func `rules are read in their order`() throws {
    let rules = try read(
      """
      # mine
      layers:
        - path: src/mine/**
          layer: none
        - { path: "*.md", layer: core }
        - { path: a, layer: brain }
        - { path: b, layer: config }
      """)
    #expect(
      rules == [
        LayerRule("src/mine/**", nil), LayerRule("*.md", .core), LayerRule("a", .brain),
        LayerRule("b", .config),
      ])
  }

  static let broken: [(text: String, says: String)] = [
    ("", "it has no list \"layers:\""),
    ("layers: src\n", "it has no list \"layers:\""),
    ("layers:\n- path: src\n", "rule 1 does not have both \"path:\" and \"layer:\""),
    ("layers:\n- {path: a, layer: core}\n- b\n", "rule 2 does not have both"),
    (
      "layers:\n- {path: a, layer: Core}\n",
      "rule 1 has the unknown layer \"Core\"; use core, brain"
    ),
    ("layers: [\n", "cannot use /store/layers.yaml: "),
  ]

  @Test(arguments: broken)
  func `rules that cannot be read are refused by file, rule and reason`(
    text: String, says: String
  ) throws {
    let error = try #require(throws: UpgradeError.self) { _ = try read(text) }
    #expect("\(error)".contains("cannot use /store/layers.yaml: "))
    #expect("\(error)".contains(says), "\(error)")
  }
}
