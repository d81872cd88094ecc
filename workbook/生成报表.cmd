@echo off
rem The report without Excel: drop the folder of exports on this file, or double-click it and choose
rem one. The report is written beside that folder and opens in whatever opens .xlsx here (WPS, too).
rem Uses the installed xlcs or, where there is none, the folder "python" beside this file.
rem Further arguments are those of "xlcs report": this.cmd FOLDER --last-month
rem ASCII for install.cmd's reasons.
setlocal EnableExtensions DisableDelayedExpansion
title xlcs
set "here=%~dp0"
set "python="
set "programs=%ProgramFiles%"
if defined ProgramW6432 set "programs=%ProgramW6432%"
for %%p in ("%LOCALAPPDATA%\xlcs\python\python.exe" "%LOCALAPPDATA%\xlcs\venv\Scripts\python.exe" "%programs%\xlcs\python\python.exe" "%programs%\xlcs\venv\Scripts\python.exe" "%here%python\python.exe") do if not defined python if exist %%p set "python=%%~p"
if defined python goto ask
if exist "%here%messages\not-installed.txt" type "%here%messages\not-installed.txt"
if not exist "%here%messages\not-installed.txt" echo Please extract the whole zip first (right-click, "Extract All..."), then run install.cmd.
set "result=4"
goto end
rem Windows passes a dropped folder with "&" but no space in its name without quotes; what was really
rem dropped then stands in the command line of this cmd.exe alone, which only "!" reads safely.
:ask
setlocal EnableDelayedExpansion
set "XLCS_COMMAND=!cmdcmdline!"
"!python!" -m xlcs.addin.setup.report_of_folder %*
set "result=!errorlevel!"
endlocal & set "result=%result%"
:end
if not "%result%"=="0" if not defined XLCS_NO_PAUSE pause
exit %result%
