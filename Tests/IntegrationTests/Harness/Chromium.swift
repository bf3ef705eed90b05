import Glibc
import Testing

/// Chromium without a window. Debian has it as a program of its own, smaller and quicker to start than the browser.
enum Chromium {
    /// The program itself: what is in the PATH is a script that would be killed in its place.
    private static let path = "/usr/lib/chromium/chromium-headless-shell"
    private static let package = "chromium-headless-shell"

    /// Other systems than Debian have no such package.
    static var isInstalled: Bool { access(path, X_OK) == 0 }

    /// Loads a page and returns its document as it is once everything of it has been loaded.
    static func document(at url: String, within seconds: Double = 60) throws -> Command.Outcome {
        let folder = try TemporaryFolder()
        return try Command.run(
            path, arguments(folder) + ["--dump-dom", url], package: package, environment: environment(folder),
            within: seconds)
    }

    /// Opens a page and stays there.
    static func open(_ url: String, folder: TemporaryFolder) throws -> ChildProcess {
        let streams = ChildProcess.Streams(output: folder.file("chromium.out"), errors: folder.file("chromium.err"))
        return try ChildProcess(
            try Tool.path(path, package: package), arguments(folder) + [url], environment: environment(folder),
            streams: streams)
    }

    private static func arguments(_ folder: TemporaryFolder) -> [String] {
        [
            "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--ignore-certificate-errors",
            "--user-data-dir=\(folder.file("profile"))",
        ]
    }

    /// Nothing is left in anybody's home.
    private static func environment(_ folder: TemporaryFolder) -> [String: String] {
        ["HOME": folder.path, "LD_PRELOAD": ""]
    }
}

extension Trait where Self == ConditionTrait {
    /// For tests in a browser.
    static var needsChromium: Self {
        .enabled(if: Chromium.isInstalled, "Debian's package chromium-headless-shell is not installed")
    }
}
