// swift-tools-version: 6.2
import PackageDescription

/// The same strictness everywhere: what the compiler can check, a reader need not.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// `Scripts/test` builds like a release, in which sweeps take a third of the time. The tests themselves are
/// not worth optimising.
let tests =
  strict + [
    .unsafeFlags(
      ["-Onone", "-no-whole-module-optimization", "-enable-batch-mode"],
      .when(configuration: .release))
  ]

let system: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")

let package = Package(
  name: "cortex",
  products: [
    .executable(name: "cortex", targets: ["cortex"]),
    // For Benchmarks/, which is a package of its own.
    .library(name: "StoreLibrary", targets: ["ObjectStore", "FileEffects"]),
    // For Scripts/fuzz-packages.
    .library(name: "ReleaseLibrary", targets: ["Releases", "FileEffects"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
  ],
  targets: [
    // C libraries, as the system ships them for linking in: a program that is one file, and starts sooner.
    .systemLibrary(name: "CZstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(name: "CCrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CYAML", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CSodium", providers: [.apt(["libsodium-dev"])]),
    .systemLibrary(name: "CLinux"),

    // Found at run time, when an archive is read; the headers are in libarchive-dev.
    .target(name: "CArchive", cSettings: [.treatAllWarnings(as: .error)]),
    // Likewise, when something is fetched; the headers are in libcurl4-openssl-dev.
    .target(name: "CCurl", cSettings: [.treatAllWarnings(as: .error)]),

    // 1: the disk; text in, text out.
    .target(name: "FileEffects", dependencies: ["CLinux", system], swiftSettings: strict),
    .target(name: "ConfigMerge", dependencies: ["CYAML"], swiftSettings: strict),

    // 2: objects, databases and the web, none of which knows the others.
    .target(
      name: "ObjectStore", dependencies: ["FileEffects", "CZstd", "CCrypto", system],
      swiftSettings: strict),
    .target(
      name: "Databases",
      dependencies: ["FileEffects", "CSQLite", "CCrypto", "CYAML", system], swiftSettings: strict),

    .target(
      name: "Downloads", dependencies: ["FileEffects", "CCurl", system], swiftSettings: strict),

    // 3: states of a deployment; packages of CORTEX.
    .target(
      name: "Generations", dependencies: ["ObjectStore", "FileEffects", system],
      swiftSettings: strict),
    .target(
      name: "Releases",
      dependencies: [
        "Downloads", "ObjectStore", "FileEffects", "CArchive", "CCrypto", "CZlib", "CSodium",
        system,
      ],
      swiftSettings: strict),

    // 4: from one release to another and back.
    .target(
      name: "Upgrades",
      dependencies: [
        "Generations", "Releases", "Downloads", "Databases", "ConfigMerge", "ObjectStore",
        "FileEffects", system,
      ],
      swiftSettings: strict, plugins: ["EmbedMigrations"]),
    // For the build: the template in Migrations/ as a constant.
    .plugin(name: "EmbedMigrations", capability: .buildTool(), dependencies: ["embed-text"]),
    .executableTarget(name: "embed-text", swiftSettings: strict),

    // 5: plans, reports and errors as text and JSON; no effects.
    .target(
      name: "Presentation",
      dependencies: [
        "Upgrades", "Generations", "Releases", "Downloads", "Databases", "ConfigMerge",
        "ObjectStore", "FileEffects", system,
      ],
      swiftSettings: strict),

    // 6: asks, calls, prints.
    .executableTarget(
      name: "cortex",
      dependencies: [
        "Presentation", "Upgrades", "Generations", "ObjectStore", "Releases", "Downloads",
        "ConfigMerge", "FileEffects", system,
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    .target(
      name: "TestSupport",
      dependencies: ["FileEffects", "CSQLite", system],
      path: "Tests/TestSupport", swiftSettings: strict),
    .testTarget(
      name: "FileEffectsTests", dependencies: ["FileEffects", "TestSupport", system],
      swiftSettings: tests),
    .testTarget(
      name: "ConfigMergeTests", dependencies: ["ConfigMerge", "TestSupport"], swiftSettings: tests),
    .testTarget(
      name: "ObjectStoreTests",
      dependencies: ["ObjectStore", "FileEffects", "TestSupport", system],
      swiftSettings: tests),
    .testTarget(
      name: "DatabasesTests",
      dependencies: ["Databases", "CSQLite", "FileEffects", "TestSupport", system],
      exclude: ["Golden"], swiftSettings: tests),
    .testTarget(
      name: "DownloadsTests",
      dependencies: ["Downloads", "FileEffects", "TestSupport", system], swiftSettings: tests),
    .testTarget(
      name: "GenerationsTests",
      dependencies: ["Generations", "ObjectStore", "FileEffects", "TestSupport", system],
      swiftSettings: tests),
    .testTarget(
      name: "ReleasesTests",
      dependencies: [
        "Releases", "Downloads", "Databases", "ObjectStore", "FileEffects", "TestSupport", system,
      ],
      swiftSettings: tests),
    .testTarget(
      name: "UpgradesTests",
      dependencies: [
        "Presentation", "Upgrades", "Generations", "Releases", "Downloads", "Databases",
        "ConfigMerge", "ObjectStore", "FileEffects", "TestSupport", system,
      ],
      exclude: ["Golden"], swiftSettings: tests),
    .testTarget(
      name: "PresentationTests",
      dependencies: [
        "Presentation", "Upgrades", "Generations", "Releases", "Downloads", "Databases",
        "ConfigMerge", "ObjectStore", "FileEffects", "TestSupport", system,
      ],
      exclude: ["Golden"], swiftSettings: tests),
    .testTarget(
      name: "CommandLineTests",
      dependencies: ["FileEffects", "TestSupport", system, "cortex"],
      exclude: ["Golden"], swiftSettings: tests),
    // The pages of the repository, and its tests.
    .testTarget(name: "RepositoryTests", dependencies: ["TestSupport"], swiftSettings: tests),
  ]
)
