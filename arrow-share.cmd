@echo off
rem Builds the arrow-share command when it is missing, and runs it. Needs a JDK 17 or newer.
rem Unlike the script for other systems it does not notice changed sources: delete arrow-share-cli\target\arrow-share.jar then.
setlocal
set "PROJECT=%~dp0"
set "JAR=%PROJECT%arrow-share-cli\target\arrow-share.jar"
if defined JAVA_HOME if not exist "%JAVA_HOME%\bin\java.exe" (
    echo arrow-share: JAVA_HOME is "%JAVA_HOME%", which has no bin\java.exe; set it to a JDK 17 or newer 1>&2
    exit /b 1
)
if defined JAVA_HOME (set "JAVA=%JAVA_HOME%\bin\java.exe") else (set "JAVA=java.exe")
if not exist "%JAR%" (
    echo arrow-share: building the command ^(the first time also fetches its libraries^) ... 1>&2
    pushd "%PROJECT%"
    call "%PROJECT%mvnw.cmd" -B -q -Dquick -DskipTests -pl arrow-share-cli -am package 1>&2 || (popd & exit /b 1)
    popd
)
"%JAVA%" -XX:+UseSerialGC -Xmn32m -jar "%JAR%" %*
exit /b %ERRORLEVEL%
