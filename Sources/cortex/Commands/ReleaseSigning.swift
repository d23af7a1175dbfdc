import ArgumentParser
import FileEffects
import Generations
import Glibc
import Presentation
import SystemPackage
import Upgrades

struct ReleaseKeygen: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "keygen", abstract: "Create a pair of keys for signing releases",
    discussion: "The files are minisign's. Never overwrites a key.")

  @OptionGroup var output: OutputOptions
  @OptionGroup var passphrase: PassphraseOptions
  @Option(
    name: [.customShort("p"), .customLong("public-key")],
    help: ArgumentHelp("The public key file to create", valueName: "pub"),
    completion: .file(), transform: Values.some(.file))
  var publicKey: String
  @Option(
    name: [.customShort("s"), .customLong("secret-key")],
    help: ArgumentHelp("The secret key file to create", valueName: "sec"),
    completion: .file(), transform: Values.some(.file))
  var secretKey: String
  @Flag(
    name: [.customShort("W"), .customLong("no-passphrase")],
    help: "Do not encrypt the secret key")
  var isUnencrypted = false

  func validate() throws {
    if isUnencrypted && passphrase.passwordFile != nil { throw BadUsage.passphraseForNone }
  }

  func run() throws {
    let files = output.display().trace.files
    let creation = CreateKeys(
      publicKey: FilePath(argument: publicKey), secretKey: FilePath(argument: secretKey))
    try creation.check(on: files)
    var words: [UInt8]?
    if !isUnencrypted {
      words = try passphrase.passphrase(isNew: true)
      if words == nil { throw PassphraseError.nobodyToAsk }
    }
    let report = try creation.run(passphrase: words, on: files)
    try output.print(report) { report.text }
  }
}

struct ReleaseSign: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "sign", abstract: "Sign files as minisign does",
    discussion: """
      Writes FILE.minisig beside each file. Of a release, sign SHA256SUMS.txt: it is signed only if it agrees \
      with the files that it lists. To replace a key, sign the new public key with the old one.
      """)

  @OptionGroup var output: OutputOptions
  @OptionGroup var passphrase: PassphraseOptions
  @Option(
    name: [.customShort("s"), .customLong("secret-key")],
    help: ArgumentHelp("The secret key file", valueName: "sec"), completion: .file(),
    transform: Values.some(.file))
  var secretKey: String
  @Option(
    help: ArgumentHelp(
      "How long the signature is to count, such as 90d, or never (default: 1y)", valueName: "age"),
    transform: Values.lifetime)
  var expires: Duration? = .seconds(365 * 86_400)
  @Argument(help: "The files to sign", completion: .file(), transform: Values.some(.file))
  var files: [String]

  func run() throws {
    let now = Timestamp(seconds: Int64(time(nil)))
    let signing = SignFiles(
      files.map { FilePath(argument: $0) }, secretKey: FilePath(argument: secretKey), now: now,
      expires: expires.map { Timestamp(seconds: now.seconds + $0.components.seconds) })
    let report = try signing.run(on: output.display().trace.files) { try passphrase.passphrase() }
    try output.print(report) { report.text }
  }
}

struct ReleaseVerify: ParsableCommand, Printing {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Verify a package, or any file, with a public key",
    discussion: """
      Of a package, checks the signature of the SHA256SUMS.txt beside it, its line there, and every file in it. \
      Any other file has its signature beside it, FILE.minisig. Exits with 3 unless all of it agrees.
      """)

  @OptionGroup var output: OutputOptions
  @Option(
    name: [.customShort("p"), .customLong("public-key")],
    help: ArgumentHelp("The public key file", valueName: "pub"), completion: .file(),
    transform: Values.some(.file))
  var publicKey: String
  @Argument(help: "The package or file", completion: .file(), transform: Values.some(.file))
  var file: String

  func run() throws {
    let (disk, display) = (LocalFileSystem(), output.display())
    let verification = VerifyPackage(
      FilePath(argument: file), publicKey: FilePath(argument: publicKey),
      now: Timestamp(seconds: Int64(time(nil))))
    let workshop = Workshop(files: display.files, watch: display.watch)
    let report = try ScratchFolder.with(
      DeploymentOptions.scratchPlaces(on: disk), on: display.files
    ) {
      try verification.report(on: workshop, scratch: $0)
    }
    let failure = report.ok ? nil : report.text
    try output.print(report, warnings: report.warnings, failure: failure) { report.text }
    if !report.ok { throw ExitCode(ExitStatus.damage.rawValue) }
  }
}
