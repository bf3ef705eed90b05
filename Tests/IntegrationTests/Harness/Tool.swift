import Glibc

/// A program that tests need from the system. A missing one fails the test that needs it.
enum Tool {
    /// Full path of `name`.
    static func path(_ name: String, package: String) throws -> String {
        if name.hasPrefix("/") {
            guard access(name, X_OK) == 0 else { throw missing(name, package) }
            return name
        }
        let folders = getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
        for folder in folders.split(separator: ":") where access("\(folder)/\(name)", X_OK) == 0 {
            return "\(folder)/\(name)"
        }
        throw missing(name, package)
    }

    static func missing(_ name: String, _ package: String) -> HarnessFailure {
        HarnessFailure("\(name) is not installed; `apt-get install \(package)` brings it, `make test` does so itself")
    }
}
