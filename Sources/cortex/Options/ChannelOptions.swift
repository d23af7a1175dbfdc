import ArgumentParser
import FileEffects
import Presentation
import Releases
import SystemPackage
import Upgrades

/// Which releases of a channel count.
struct ChannelOptions: ParsableArguments {
  @Flag(help: "Also consider pre-releases")
  var pre = false

  /// The release that is wanted: of `source`, else of the channel that is set.
  func wanted(
    _ source: String?, version: ReleaseVersion?, of deployment: Deployment,
    _ connection: Connection
  ) throws -> WantedRelease {
    if let source {
      return WantedRelease(
        try connection.channel(source), version: version, takesPrereleases: pre)
    }
    let usual = try deployment.usualRelease(version, takesPrereleases: pre)
    guard let usual else { throw FetchError.noChannel }
    return usual
  }

  /// Brings the release here.
  func fetch(
    _ wanted: WantedRelease, over connection: Connection, allowsUnsigned: Bool,
    allowsDowngrade: Bool, for deployment: Deployment, _ output: OutputOptions
  ) throws -> FetchedRelease {
    defer { connection.endProgress() }
    let fetched = try FetchRelease(
      wanted, allowsUnsigned: allowsUnsigned, allowsDowngrade: allowsDowngrade
    )
    .run(on: deployment, over: connection.releases)
    connection.endProgress()
    for warning in fetched.warnings { Terminal.warn(about: warning) }
    if let partial = fetched.partial, !output.quiet, !output.json { Terminal.say(partial.text) }
    return fetched
  }
}
