/// How far a switch has come, for whoever watches it.
public enum SwitchStage: Hashable, Sendable {
  /// What comes is written beside its place; migrations begin, if there are any.
  case migrating
  /// Files go, and others take their names.
  case placing
  /// Every file is in its place; migrations are not committed yet.
  case confirming
}
