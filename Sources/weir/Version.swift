import ArgumentParser
import CNGHTTP2
import WeirTLS

/// What this build is.
enum Version {
    static let weir = "0.1.0"

    /// The compiler's language version that the build was made with.
    static var swift: String {
        #if compiler(>=6.4)
            "6.4 or later"
        #elseif compiler(>=6.3)
            "6.3"
        #else
            "6.2"
        #endif
    }

    /// The version of the HTTP/2 library that is loaded.
    static var nghttp2: String {
        guard let info = nghttp2_version(0), let text = info.pointee.version_str else { return "unknown" }
        return String(cString: text)
    }
}

struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Print versions.")

    func run() {
        print("weir \(Version.weir)")
        print("Swift \(Version.swift)")
        print(OpenSSLVersion.text)
        print("nghttp2 \(Version.nghttp2)")
    }
}
