"""Our side: the JDKs, the build and the class path."""
import glob
import os
import shutil
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MODULE = os.path.join(ROOT, "benchmarks")
CLASSPATH = os.path.join(MODULE, "target", "classpath.txt")
DEPENDENCY_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath"


class Jdk:
    def __init__(self, home):
        self.home = home
        self.name = f"JDK {self._release('JAVA_VERSION').split('.')[0]}"
        self.feature = int(self.name.split()[1])

    def _release(self, key):
        for line in open(os.path.join(self.home, "release")):
            if line.startswith(key + "="):
                return line.split("=", 1)[1].strip().strip('"')
        return "unknown"

    def version(self):
        return f"{self._release('JAVA_VERSION')} ({self._release('IMPLEMENTOR')})"

    def java(self, main, *arguments, flags=()):
        return self.program("dev.arrowshare.benchmarks." + main, *arguments, flags=flags)

    def program(self, main, *arguments, flags=()):
        return [os.path.join(self.home, "bin", "java"), *self.flags(), *flags, "-cp", classpath(), main,
                *map(str, arguments)]

    def flags(self):
        """What a user of that JDK gives, to be rid of its warnings."""
        if self.feature < 24:
            return []
        return ["--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED"]

    def opened_for_native_code(self):
        """What the C Data Interface of arrow-java needs."""
        return ["--add-opens=java.base/java.nio=ALL-UNNAMED"]

    def environment(self):
        return {**os.environ, "JAVA_HOME": self.home}


def jdks(homes):
    return [Jdk(os.path.realpath(home)) for home in homes]


def home_on_path():
    java = shutil.which("java")
    if java is None:
        raise SystemExit("no java on the path: set JAVA_HOME or give --jdk")
    return os.path.dirname(os.path.dirname(os.path.realpath(java)))


def build(jdk):
    """Jars of every module, and the class path of this one. A failing build ends the run: nothing old is measured."""
    maven = os.environ.get("BENCH_MAVEN", os.path.join(ROOT, "mvnw")).split()
    subprocess.run([*maven, "-q", "-B", "-Dquick", "-DskipTests", "-pl", "benchmarks", "-am", "package",
                    DEPENDENCY_PLUGIN, "-Dmdep.outputFile=target/classpath.txt", "-DincludeScope=runtime"], cwd=ROOT, check=True, env=jdk.environment())


def classpath():
    jars = glob.glob(os.path.join(MODULE, "target", "arrow-share-benchmarks-*.jar"))
    if len(jars) != 1 or not os.path.exists(CLASSPATH):
        raise SystemExit("the benchmarks are not built: run without --no-build")
    return jars[0] + os.pathsep + open(CLASSPATH).read().strip()
