import ObjectStore

/// The rules where nobody says otherwise: ordered, the first match wins.
enum DefaultLayers {
  /// Whatever a release ships, these belong to the user or are merged.
  static let brainAndConfig: [LayerRule] = [
    LayerRule("cortex.config.json", .brain),
    LayerRule("cortex-brain/**/user-dictionary.yaml", .brain),
    LayerRule("cortex-brain/documents/**", .brain),
    LayerRule("cortex-brain/tier1/**", .brain),
    LayerRule("cortex-brain/tier2/**", .brain),
    LayerRule("cortex-brain/tier3/**", .brain),
    LayerRule("cortex-brain/conversation*", .brain),
    LayerRule("cortex-brain/conversation*/**", .brain),
    LayerRule("cortex-brain/knowledge-graph.yaml", .brain),
    LayerRule("cortex-brain/lessons-learned.yaml", .brain),
    LayerRule("cortex-brain/**/*.db", .brain),

    LayerRule("cortex-operations.yaml", .config),
    LayerRule("cortex-brain/response-templates.yaml", .config),
    LayerRule("cortex-brain/templates/response-templates.yaml", .config),
    LayerRule("cortex-brain/capabilities.yaml", .config),
    LayerRule("cortex-brain/metadata/capabilities.yaml", .config),
    LayerRule("cortex-brain/operations-config.yaml", .config),
    LayerRule("cortex-brain/operations/operations-config.yaml", .config),
    LayerRule("cortex-brain/brain-protection-rules.yaml", .config),
    LayerRule("cortex-brain/protection/brain-protection-rules.yaml", .config),
  ]

  /// What is found beside `cortex-brain`'s shipped files was learnt there.
  static let learnt = LayerRule("cortex-brain/**", .brain)

  /// CORTEX's own note of its version, in whichever place an earlier upgrade left it.
  static let versionFile = LayerRule(".cortex-version", .core)

  /// Where CORTEX's own files are when no release says which they are.
  static let core: [LayerRule] = [
    LayerRule("src/**", .core),
    LayerRule("scripts/**", .core),
    LayerRule(".github/prompts/**", .core),
    LayerRule(".github/copilot-instructions.md", .core),
    LayerRule("schema.sql", .core),
    LayerRule("requirements.txt", .core),
    LayerRule("optional-requirements.txt", .core),
  ]
}
