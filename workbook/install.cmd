@echo off
rem Installs xlcs: for the user who double-clicks it, without administrator. With the folder "python"
rem beside it nothing is downloaded; else an environment is made from a Python of this machine.
rem "install.cmd /?" tells the options, messages\exit-N.txt what each exit code means.
rem
rem This file is plain ASCII: cmd.exe reads a batch file in the console's code page, which differs
rem from machine to machine, and loses its place in one with longer characters. What is said in
rem Chinese stands in UTF-16 files in "messages", which "type" shows in every code page.
rem Paths stand in double quotes and outside of ( ) blocks, for those with "&" or ")" in them.
setlocal EnableExtensions DisableDelayedExpansion
title xlcs
set "here=%~dp0"
set "from="
set "quiet="
set "log="
set "python="
set "all="
set "result=1"
set "mirror=https://mirrors.aliyun.com/pypi/simple/"
rem Asking Python's own launcher for a version must not make it download that version.
set "PYTHON_MANAGER_AUTOMATIC_INSTALL=false"
if not exist "%here%messages\installing.txt" goto unzip

:options
if "%~1"=="" goto ready
set "option=%~1"
set "option=%option:"=%"
shift
if /I "%option%"=="/quiet" goto quiet
if /I "%option%"=="/allusers" goto all
if /I "%option:~0,5%"=="/log:" goto log
if /I "%option:~0,6%"=="/from:" goto from
if /I "%option:~0,8%"=="/python:" goto python
set "result=2"
if "%option%"=="/?" set "result=0"
call :say usage
goto leave
:quiet
set "quiet=yes"
goto options
:all
set "all=--all-users"
goto options
:log
set "log=%option:~5%"
goto options
:from
set "from=%option:~6%"
goto options
:python
set "python="%option:~8%""
goto options

:ready
set "home=%LOCALAPPDATA%\xlcs"
rem A 32-bit cmd.exe, as some deployment agents are, has another %ProgramFiles%.
set "programs=%ProgramFiles%"
if defined ProgramW6432 set "programs=%ProgramW6432%"
if defined all set "home=%programs%\xlcs"
if not defined from set "from=%here%."
call :say installing

:excel
tasklist /FI "IMAGENAME eq EXCEL.EXE" 2>nul | "%SystemRoot%\System32\find.exe" "EXCEL.EXE" >nul
if errorlevel 1 goto start
set "result=3"
call :say exit-3
if defined quiet goto leave
pause
goto excel

:start
if defined log goto logged
call :install
set "result=%errorlevel%"
goto told
:logged
call :install >"%log%" 2>&1
set "result=%errorlevel%"
:told
call :say exit-%result%
:leave
if not defined quiet pause
endlocal & exit /b %result%

rem ---- the steps; each ends with the exit code of the whole

:install
if not exist "%home%" mkdir "%home%"
(echo xlcs>"%home%\written.tmp") 2>nul
if not exist "%home%\written.tmp" exit /b 7
del /q "%home%\written.tmp"
rem What an interrupted run has put aside comes back first.
for %%k in (python venv) do call :restore %%k
if defined python goto chosen
if exist "%here%python\python.exe" goto bundled
call :try py -3.13
call :try py -3.12
call :try py -3.11
call :try py -3.14
call :try py -3
call :try python
call :try python3
if not defined python exit /b 4
goto environment

:chosen
set "given=%python%"
set "python="
call :try %given%
if not defined python exit /b 4
goto environment

:bundled
set "kind=python"
set "other=venv"
set "interpreter=%home%\python\python.exe"
call :delete python.new
if /I "%here%"=="%home%\setup\" goto unpacked
xcopy /e /i /q /y /h "%here%python" "%home%\python.new" >nul
if errorlevel 1 goto broken
goto try_new
:unpacked
move "%here%python" "%home%\python.new" >nul
if errorlevel 1 goto broken
:try_new
"%home%\python.new\python.exe" -c "import xlcs.cli, xlcs.addin.functions, xlcs.addin.macros"
if errorlevel 1 goto broken
call :aside
if errorlevel 1 goto broken
ren "%home%\python.new" python
if errorlevel 1 goto back
goto take
:broken
call :delete python.new
exit /b 1

:environment
echo Python: %python%
set "kind=venv"
set "other=python"
set "interpreter=%home%\venv\Scripts\python.exe"
set "source=%here%.."
if exist "%source%\pyproject.toml" goto make
for /f "delims=" %%w in ('dir /b /o:d "%here%xlcs-*.whl" 2^>nul') do set "source=%here%%%w"
:make
call :aside
if errorlevel 1 exit /b 1
%python% -m venv "%home%\venv"
if errorlevel 1 goto back
call :pins
if errorlevel 1 goto back
call :download --retries 3 --timeout 20
if not errorlevel 1 goto downloaded
rem Whoever has set an index of their own does not want another one.
if defined PIP_INDEX_URL goto not_downloaded
call :say mirror
call :download --retries 3 --timeout 60 --index-url "%mirror%"
if errorlevel 1 goto not_downloaded
:downloaded
"%interpreter%" -c "import xlcs.cli, xlcs.addin.functions, xlcs.addin.macros"
if errorlevel 1 goto back
goto take
:not_downloaded
call :back
exit /b 5

:take
"%interpreter%" -m xlcs addin install %all% --from "%from%"
if errorlevel 1 goto back
rem Renamed first: what cannot be deleted whole must not come back as "interrupted" the next time.
call :delete %kind%.gone
if exist "%home%\%kind%.old" ren "%home%\%kind%.old" %kind%.gone
call :delete %kind%.gone
call :delete %other%
call :delete scripts
xcopy /i /q /y "%here%*.cmd" "%home%\scripts" >nul
xcopy /i /q /y "%here%messages" "%home%\scripts\messages" >nul
del /q "%home%\scripts\install.cmd"
echo.
"%interpreter%" -m xlcs doctor
if errorlevel 1 exit /b 6
exit /b 0

rem The new one does not work: it goes, and the old one is what Excel starts, as before.
:back
call :delete %kind%
if not exist "%home%\%kind%.old" exit /b 1
ren "%home%\%kind%.old" %kind%
"%interpreter%" -m xlcs addin install %all%
exit /b 1

:restore
if not exist "%home%\%1.old" exit /b 0
call :delete %1
ren "%home%\%1.old" %1
exit /b 0

:aside
if not exist "%home%\%kind%" exit /b 0
ren "%home%\%kind%" %kind%.old
exit /b %errorlevel%

:delete
if exist "%home%\%1" rmdir /s /q "%home%\%1"
exit /b 0

rem Which versions: those of the project, those beside the wheel, or those in the wheel.
:pins
set "pins=%here%constraints.txt"
if exist "%pins%" exit /b 0
set "pins=%here%..\constraints.txt"
if exist "%pins%" exit /b 0
set "pins=%home%\venv\constraints.txt"
"%interpreter%" -c "import sys, zipfile; open(sys.argv[2], 'wb').write(zipfile.ZipFile(sys.argv[1]).read('xlcs/workbook/constraints.txt'))" "%source%" "%pins%"
exit /b %errorlevel%

:download
"%interpreter%" -m pip install --disable-pip-version-check %* --constraint "%pins%" "%source%"
exit /b %errorlevel%

rem The first interpreter that is 3.11 or later, 64-bit and not the Store's. The Store's stub, which
rem stands on the path of a machine without Python, fails here like any program that is not there.
:try
if defined python exit /b 0
%* -c "import sys; sys.exit(not (sys.version_info >= (3, 11) and sys.maxsize > 2 ** 32 and 'WindowsApps' not in sys.base_prefix))" >nul 2>nul
if not errorlevel 1 set "python=%*"
exit /b 0

:say
echo.
type "%here%messages\%1.txt"
exit /b 0

rem Double-clicked inside the zip: Windows has unpacked this file alone. The numbers are the Chinese
rem sentence, which no file is there to say.
:unzip
echo.
echo Please extract the whole zip first: right-click the zip, "Extract All...", then run install.cmd.
powershell -NoProfile -Command "-join [char[]](0x8BF7,0x5148,0x89E3,0x538B,0xFF1A,0x53F3,0x952E,0x538B,0x7F29,0x6587,0x4EF6,0xFF0C,0x9009,0x201C,0x5168,0x90E8,0x89E3,0x538B,0x7F29,0x201D,0xFF0C,0x518D,0x53CC,0x51FB)" 2>nul
if /I not "%~1"=="/quiet" pause
endlocal & exit /b 1
