/// What is written down, and where.
public struct Log: Sendable, Equatable {
    public var access: AccessLogSettings
    public var level: LogLevel

    public init(access: AccessLogSettings = AccessLogSettings(), level: LogLevel = .info) {
        self.access = access
        self.level = level
    }
}

/// Where the access log goes, and in which form.
public struct AccessLogSettings: Sendable, Equatable {
    public var to: LogDestination
    public var format: LogFormat

    public init(to: LogDestination = .stdout, format: LogFormat = .json) {
        self.to = to
        self.format = format
    }
}

/// Where lines are written.
public enum LogDestination: Sendable, Equatable {
    case stdout
    case stderr
    /// Appended to; created if missing.
    case file(String)
    case none
}

/// JSON for programs, text for people; the same facts.
public enum LogFormat: String, Sendable, Equatable, CaseIterable {
    case json
    case text
}

/// From which level on diagnostics are written.
public enum LogLevel: String, Sendable, Equatable, CaseIterable {
    case trace, debug, info, notice, warning, error, critical
}
