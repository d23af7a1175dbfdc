public import FileEffects
import ObjectStore
import Releases
import SystemPackage

/// Where releases are made and looked at: without a deployment.
public struct Workshop: Sendable {
  public var files: any FileSystem
  public var databases: any DatabaseAccess
  public var watch: Watch?

  public init(
    files: any FileSystem, databases: any DatabaseAccess = Deployment.localDatabases,
    watch: Watch? = nil
  ) {
    (self.files, self.databases, self.watch) = (files, databases, watch)
  }

  /// What reads releases, with the layers that `rules` give their files, else the usual ones.
  func reader(
    _ purpose: ReleaseReader.Purpose, rules: [LayerRule], scratch: FilePath
  ) -> ReleaseReader {
    ReleaseReader(files: files, databases: databases, scratch: scratch, purpose: purpose) {
      Layers.shippedLayer(of: $0, workspace: rules)
    }
  }
}
