@echo off
rem Examines this machine and says how to mend what is wrong: "xlcs doctor". "/quiet" waits for no
rem key. Exit code 0 fine, 1 a problem was found, 4 not installed. ASCII for install.cmd's reasons.
setlocal EnableExtensions DisableDelayedExpansion
title xlcs
set "here=%~dp0"
set "python="
set "programs=%ProgramFiles%"
if defined ProgramW6432 set "programs=%ProgramW6432%"
for %%p in ("%LOCALAPPDATA%\xlcs\python\python.exe" "%LOCALAPPDATA%\xlcs\venv\Scripts\python.exe" "%programs%\xlcs\python\python.exe" "%programs%\xlcs\venv\Scripts\python.exe") do if not defined python if exist %%p set "python=%%~p"
if defined python goto ask
set "result=4"
if exist "%here%messages\not-installed.txt" type "%here%messages\not-installed.txt"
goto end
:ask
"%python%" -m xlcs doctor
set "result=%errorlevel%"
:end
if /I not "%~1"=="/quiet" pause
endlocal & exit /b %result%
