internal import WeirModel

/// What every step of one load works with. Not shared between tasks.
final class Reading {
    /// Where mistakes go.
    let findings: Findings
    /// What is put in for `${…}`.
    let substitution: Substitution
    /// Addresses that something in the file binds already, and where it says so.
    var addresses: [SocketEndpoint: SourceMark] = [:]

    /// One a load.
    init(findings: Findings, substitution: Substitution) {
        self.findings = findings
        self.substitution = substitution
    }

    /// What relative paths in the file are relative to.
    var folder: String {
        substitution.folder
    }
}
