public import FileEffects

/// A switch that failed: why, and what the deployment is left with.
public struct SwitchError: Error, Sendable {
  public enum Outcome: String, Codable, Hashable, Sendable {
    /// Nothing was touched.
    case nothingChanged = "nothing_changed"
    /// Something was, and was undone.
    case rolledBack = "rolled_back"
    /// Neither could be established; the next command tries to finish it.
    case needsAttention = "needs_attention"
  }

  public var outcome: Outcome
  public var cause: any Error
  /// Paths that somebody changed while the switch ran; they were left unchanged.
  public var left: [RelativePath] = []
}
